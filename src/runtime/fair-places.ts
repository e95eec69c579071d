import { FairQueue } from '../kernel/index.ts';

/**
 * Bounds how much is under way at a time. Owners take turns: whoever has much waiting comes again after one of everybody
 * else.
 */
export class FairPlaces {
  readonly #queue = new FairQueue<() => void>();
  #free: number;
  #waiting = 0;

  constructor(places: number) {
    this.#free = places;
  }

  /** How many wait for a place. */
  get waiting(): number {
    return this.#waiting;
  }

  /** Does the work in a place, once there is one. */
  async run<T>(ownerId: string, work: () => Promise<T>): Promise<T> {
    const leave = await this.take(ownerId);
    try {
      return await work();
    } finally {
      leave();
    }
  }

  /**
   * Resolves when there is a place.
   * @returns what gives it back, to be called once
   * @throws the signal's reason, if it is aborted before
   */
  async take(ownerId: string, signal?: AbortSignal): Promise<() => void> {
    signal?.throwIfAborted();
    if (this.#free > 0) this.#free -= 1;
    else await this.#turn(ownerId, signal);
    return () => this.#passOn();
  }

  async #turn(ownerId: string, signal: AbortSignal | undefined): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const giveUp = (): void => {
      this.#queue.remove(ownerId, resolve);
      reject(signal?.reason);
    };
    this.#queue.add(ownerId, resolve);
    this.#waiting += 1;
    signal?.addEventListener('abort', giveUp, { once: true });
    try {
      await promise;
    } finally {
      this.#waiting -= 1;
      signal?.removeEventListener('abort', giveUp);
    }
  }

  /** The place goes to the next without being free in between. */
  #passOn(): void {
    const next = this.#queue.next();
    if (next === undefined) this.#free += 1;
    else next();
  }
}
