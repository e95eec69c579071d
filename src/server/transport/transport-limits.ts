/** What one process gives to its clients. */
export interface TransportLimits {
  /** Bytes of the body of a request, and of a message of a WebSocket. */
  readonly mostBodyBytes: number;
  /** Bytes of all large requests that are being answered. */
  readonly mostLargeBytes: number;
  /** Bytes of those of one owner. */
  readonly mostLargeBytesPerOwner: number;
  /** Bytes that a WebSocket may send before its client has said who it is. */
  readonly mostUnknownBytes: number;
  /** Characters of a subscription with its variables: they stay in memory as long as it is open. */
  readonly mostSubscriptionCharacters: number;
  /** Characters of an answer: room for the largest value there may be, and for what is around it. */
  readonly mostAnswerCharacters: number;
  /** Sockets that are open at a time, of whatever kind. */
  readonly mostConnections: number;
  /** Requests that are being answered at a time on one connection. */
  readonly mostPipelined: number;
  /** How long a client may take for the headers of a request. */
  readonly headersMs: number;
  /** A connection over which nothing has come or gone for so long is closed. Streams have keep-alives. */
  readonly silenceMs: number;
  /**
   * How long a connection is kept for the next request: longer than proxies keep theirs, which is mostly 60 s. Otherwise a
   * proxy would now and then send a request over a connection that is just being closed, and answer 502.
   */
  readonly idleMs: number;
  /** Operations that one WebSocket has open at a time. */
  readonly mostOperations: number;
  /** While this much waits to be sent over a WebSocket, nothing more is read from it. */
  readonly mostUnsentBytes: number;
  /** How often each transport proves that it lives. */
  readonly keepAliveMs: number;
  /** After so many keep-alives without an answer, and without any progress, a WebSocket is taken for dead. */
  readonly mostSilentKeepAlives: number;
  /** A WebSocket whose client has not said who it is within this time is closed. */
  readonly initialisationMs: number;
  /** How often the rights of open subscriptions are looked up. */
  readonly rightsEveryMs: number;
  /** How long requests may go on while the server closes. */
  readonly closeGraceMs: number;
}

export const transportLimits: TransportLimits = {
  mostBodyBytes: 12 * 1024 * 1024,
  mostLargeBytes: 192 * 1024 * 1024,
  mostLargeBytesPerOwner: 48 * 1024 * 1024,
  mostUnknownBytes: 16 * 1024,
  mostSubscriptionCharacters: 64 * 1024,
  mostAnswerCharacters: 257 * 1024 * 1024,
  mostConnections: 10_000,
  mostPipelined: 20,
  headersMs: 20_000,
  silenceMs: 120_000,
  idleMs: 75_000,
  mostOperations: 500,
  mostUnsentBytes: 1024 * 1024,
  keepAliveMs: 12_000,
  mostSilentKeepAlives: 5,
  initialisationMs: 5_000,
  // Half of what is promised, so that the look-up itself has time.
  rightsEveryMs: 5_000,
  closeGraceMs: 5_000,
};
