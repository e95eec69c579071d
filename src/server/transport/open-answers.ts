import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Clock } from '../../runtime/ports/clock.ts';
import { OpenStreams } from './open-streams.ts';
import type { TransportLimits } from './transport-limits.ts';

type AnswerLimits = Pick<TransportLimits, 'mostPipelined' | 'silenceMs'>;

/** What is being answered over HTTP, each with its streams. */
export class OpenAnswers {
  readonly #limits: AnswerLimits;
  readonly #clock: Clock;
  readonly #open = new Map<ServerResponse, OpenStreams>();
  readonly #bySocket = new WeakMap<Socket, number>();
  #disarm: (() => void) | null = null;

  constructor(limits: AnswerLimits, clock: Clock) {
    this.#limits = limits;
    this.#clock = clock;
  }

  /**
   * Its streams, which end with it. Null where the connection has too many already: Node begins every request that a client
   * has sent ahead at once, and no browser or proxy sends more than a few.
   */
  add(socket: Socket, response: ServerResponse): OpenStreams | null {
    const before = this.#bySocket.get(socket) ?? 0;
    if (before >= this.#limits.mostPipelined) return null;
    const streams = new OpenStreams();
    this.#bySocket.set(socket, before + 1);
    this.#open.set(response, streams);
    this.#disarm ??= this.#clock.after(this.#limits.silenceMs, this.#limitSilence);
    response.once('close', () => {
      this.#bySocket.set(socket, (this.#bySocket.get(socket) ?? 1) - 1);
      this.#open.delete(response);
      streams.end();
      if (this.#open.size === 0) this.#rest();
    });
    return streams;
  }

  /** Cut, not completed: the client must not take a stream for ended, but come back. */
  cutStreams(): void {
    for (const [response, streams] of this.#open) if (streams.size > 0) response.destroy();
  }

  /** Gives connections their bound again from time to time: Yoga takes it off when it begins to answer. */
  readonly #limitSilence = (): void => {
    const { silenceMs } = this.#limits;
    for (const { socket } of this.#open.keys()) if (socket?.timeout === 0) socket.setTimeout(silenceMs);
    this.#disarm = this.#clock.after(silenceMs, this.#limitSilence);
  };

  #rest(): void {
    this.#disarm?.();
    this.#disarm = null;
  }
}
