import { WebSocket } from 'ws';
import { OpenStreams } from './open-streams.ts';
import type { TransportLimits } from './transport-limits.ts';

const goingAway = 1001;

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

  constructor(socket: WebSocket, correlationId: string, limits: TransportLimits) {
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
        if (socket.isPaused && socket.bufferedAmount <= this.#limits.mostUnsentBytes) socket.resume();
        resolve();
      });
      // Answers to queries wait for nobody: no further question is read until some are sent.
      if (socket.bufferedAmount > this.#limits.mostUnsentBytes) socket.pause();
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
    const lives = this.#heard || (this.#waited && this.#drained);
    this.#silentBeats = lives ? 0 : this.#silentBeats + 1;
    if (this.#silentBeats >= this.#limits.mostSilentKeepAlives) this.terminate();
    this.#heard = false;
    this.#drained = false;
    this.#waited = this.#socket.bufferedAmount > 0;
    if (!this.#waited && this.#socket.readyState === WebSocket.OPEN) this.#socket.ping();
  }
}
