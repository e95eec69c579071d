import { FairQueue } from '../kernel/index.ts';

/** Bounds how much is read at a time. Owners take turns: whoever asks for much waits behind himself. */
export class ReadTurns {
  readonly #waiting = new FairQueue<() => void>();
  #free: number;

  constructor(places: number) {
    this.#free = places;
  }

  async read<T>(ownerId: string, work: () => Promise<T>): Promise<T> {
    if (this.#free > 0) this.#free -= 1;
    else await new Promise<void>((enter) => this.#waiting.add(ownerId, enter));
    try {
      return await work();
    } finally {
      this.#leave();
    }
  }

  /** The place goes to the next without being free in between. */
  #leave(): void {
    const next = this.#waiting.next();
    if (next === undefined) this.#free += 1;
    else next();
  }
}
