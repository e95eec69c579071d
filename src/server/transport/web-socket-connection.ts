import type { Socket } from 'node:net';
import { WebSocket } from 'ws';
import type { Viewer } from '../../app/index.ts';
import { type LargeRequests, needsRoom } from './large-requests.ts';
import { OpenStreams } from './open-streams.ts';
import type { TransportLimits } from './transport-limits.ts';

const goingAway = 1001;

/** Operations beside those that are open: completed by the client, or about to be refused. */
const mostEnding = 50;

interface ConnectionParts {
  readonly correlationId: string;
  readonly limits: TransportLimits;
}

/** One socket of `graphql-transport-ws`: what it sends, whether it lives, and the streams that it reads. */
export class WebSocketConnection {
  readonly correlationId: string;
  readonly streams = new OpenStreams();
  readonly #socket: WebSocket;
  readonly #limits: TransportLimits;
  readonly #closed: Promise<void>;
  /** Since the last beat: something came in; something went out that had waited. */
  #heard = true;
  #drained = false;
  #waited = false;
  #silentBeats = 0;
  /** Messages whose work is not over; those that wait for room. */
  #working = 0;
  #waiting = 0;
  #viewer: Viewer | null = null;

  constructor(socket: WebSocket, { correlationId, limits }: ConnectionParts) {
    this.#socket = socket;
    this.correlationId = correlationId;
    this.#limits = limits;
    const hear = (): void => {
      this.#heard = true;
    };
    socket.on('message', hear).on('pong', hear).on('ping', hear);
    this.#closed = new Promise((resolve) => {
      socket.once('close', () => {
        this.streams.end();
        resolve();
      });
    });
    // The socket closes itself, with the code that fits.
    socket.on('error', () => undefined);
  }

  /** Ends it where more comes over its wire than anybody needs to say who he is. */
  listenToUnknown(wire: Socket): void {
    let bytes = 0;
    const count = (chunk: Buffer): void => {
      bytes += chunk.length;
      if (this.#viewer) wire.off('data', count);
      else if (bytes > this.#limits.mostUnknownBytes) this.terminate();
    };
    wire.on('data', count);
  }

  /** The client has said who it is. */
  admit(viewer: Viewer): void {
    this.#viewer = viewer;
  }

  /** Does what a message asks for, once there is room for it. It is over when its operation is. */
  async perform(bytes: number, large: LargeRequests, work: () => Promise<void>): Promise<void> {
    this.#working += 1;
    this.#regulate();
    const leave = needsRoom(bytes) ? await this.#enter(bytes, large) : null;
    try {
      await work();
    } finally {
      leave?.();
      this.#working -= 1;
      this.#regulate();
    }
  }

  async #enter(bytes: number, large: LargeRequests): Promise<() => void> {
    this.#waiting += 1;
    this.#regulate();
    const leave = await large.enter(this.#viewer?.ownerId ?? '', bytes);
    this.#waiting -= 1;
    this.#regulate();
    return leave;
  }

  /**
   * Reads on, or does not. Answers to queries wait for nobody: no further question is read until some are sent. And what
   * its client has completed goes on until it has really ended, which must not be more than what may be open.
   */
  #regulate(): void {
    const socket = this.#socket;
    if (this.#isBusy() || socket.bufferedAmount > this.#limits.mostUnsentBytes) socket.pause();
    else if (socket.isPaused) socket.resume();
  }

  #isBusy(): boolean {
    return this.#waiting > 0 || this.#working > this.#limits.mostOperations + mostEnding;
  }

  /**
   * Resolves when the system has taken it, which is when the client has read enough of what was sent before: whoever
   * waits for it holds one value at a time. While the socket closes, it waits for the end: nothing more is
   * taken from a stream that nobody can read.
   */
  send(text: string): Promise<void> {
    const socket = this.#socket;
    if (socket.readyState !== WebSocket.OPEN) return this.#closed;
    return new Promise((resolve) => {
      socket.send(text, () => {
        this.#drained = true;
        this.#regulate();
        resolve();
      });
      this.#regulate();
    });
  }

  close(code: number, reason: string): void {
    this.#socket.close(code, reason);
  }

  /** Says that the server goes away; only then ends the streams, which the client would take for completed. */
  goAway(): void {
    this.#socket.close(goingAway, 'Going away');
    this.streams.end();
  }

  terminate(): void {
    this.#socket.terminate();
  }

  /**
   * One keep-alive. A client that reads slowly cannot answer while much is under way to it, so that some of it arrives
   * is as good as an answer.
   */
  beat(): void {
    const lives = this.#heard || this.#isBusy() || (this.#waited && this.#drained);
    this.#silentBeats = lives ? 0 : this.#silentBeats + 1;
    if (this.#silentBeats >= this.#limits.mostSilentKeepAlives) this.terminate();
    this.#heard = false;
    this.#drained = false;
    this.#waited = this.#socket.bufferedAmount > 0;
    if (!this.#waited && this.#socket.readyState === WebSocket.OPEN) this.#socket.ping();
  }
}
