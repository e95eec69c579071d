import type { HttpLimits, HttpMethod, HttpResponse } from '../../nodes/index.ts';

/** A request as it goes out. It may hold the values of secrets, so it is never recorded. */
export interface OutgoingRequest {
  readonly method: HttpMethod;
  /** An absolute http or https address, without user and password. */
  readonly url: string;
  /** By their names in small letters. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
  /** Reads the answer as text, whatever it says that it is. */
  readonly isTextExpected: boolean;
  readonly limits: HttpLimits;
  /** Whether the text holds the value of a secret, in whatever form: such a text goes to no other origin. */
  holdsSecret(text: string): boolean;
}

/** Sends requests to addresses that this server may reach. */
export interface Http {
  /** False where the host alone says that it is refused; true says nothing yet of a name that must be looked up. */
  mayAsk(host: string): boolean;
  /**
   * Sends the request and follows redirects, each of which is checked like the first. Aborting `signal` closes the
   * connection. `onProgress` is told of every answer and of every piece of the last one.
   * @throws AppError with an `http/…` code; `execution/cancelled` where it was aborted
   */
  send(request: OutgoingRequest, signal: AbortSignal, onProgress?: () => void): Promise<HttpResponse>;
}
