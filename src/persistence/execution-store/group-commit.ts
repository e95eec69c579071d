import { AppError } from '../../kernel/index.ts';

interface Waiting<T, R> {
  readonly item: T;
  readonly resolve: (result: R) => void;
  readonly reject: (error: unknown) => void;
}

/** So many rows keep a statement's arrays small. */
const mostAtOnce = 200;

/**
 * While one commit is under way, what comes gathers for the next: under load a hundred callers share a transaction,
 * and a lone one never waits. A batch that fails is run again one by one, so that only the guilty one fails; where the
 * database is away, nobody is guilty, and the first to find that out speaks for all.
 */
export class GroupCommit<T, R> {
  readonly #commit: (items: readonly T[]) => Promise<readonly R[]>;
  #waiting: Waiting<T, R>[] = [];
  #draining = false;

  /** @param commit keeps all or none of the items; a result for each, in their order */
  constructor(commit: (items: readonly T[]) => Promise<readonly R[]>) {
    this.#commit = commit;
  }

  add(item: T): Promise<R> {
    const { promise, resolve, reject } = Promise.withResolvers<R>();
    this.#waiting.push({ item, resolve, reject });
    if (!this.#draining) void this.#drain();
    return promise;
  }

  async #drain(): Promise<void> {
    this.#draining = true;
    while (this.#waiting.length > 0) {
      // What the same turn of the event loop brings shares the commit.
      await new Promise((resolve) => setImmediate(resolve));
      await this.#settle(this.#waiting.splice(0, mostAtOnce));
    }
    this.#draining = false;
  }

  async #settle(batch: readonly Waiting<T, R>[]): Promise<void> {
    const failure = await this.#attempt(batch);
    if (failure === null) return;
    if (batch.length === 1) return rejectAll(batch, failure);
    for (const [index, one] of batch.entries()) {
      const guilt = await this.#attempt([one]);
      if (AppError.is(guilt, 'database/unavailable')) return rejectAll(batch.slice(index), guilt);
      if (guilt !== null) one.reject(guilt);
    }
  }

  /** @returns why it failed; null: it did not */
  async #attempt(batch: readonly Waiting<T, R>[]): Promise<unknown> {
    try {
      const results = await this.#commit(batch.map(({ item }) => item));
      for (const [index, { resolve }] of batch.entries()) resolve(results[index] as R);
      return null;
    } catch (error) {
      return error;
    }
  }
}

function rejectAll(batch: readonly Pick<Waiting<unknown, unknown>, 'reject'>[], error: unknown): void {
  for (const { reject } of batch) reject(error);
}
