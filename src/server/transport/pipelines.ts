import type { Socket } from 'node:net';

/**
 * How many requests of each connection are being answered. Node begins every request that a client has sent ahead on one
 * connection at once, and no browser or proxy sends more than a few: a connection must not stand for thousands.
 */
export class Pipelines {
  readonly #most: number;
  readonly #open = new WeakMap<Socket, number>();

  constructor(most: number) {
    this.#most = most;
  }

  /** Whether one more may begin. */
  begin(socket: Socket): boolean {
    const open = (this.#open.get(socket) ?? 0) + 1;
    this.#open.set(socket, open);
    return open <= this.#most;
  }

  end(socket: Socket): void {
    this.#open.set(socket, (this.#open.get(socket) ?? 1) - 1);
  }
}
