import { AppError } from '../kernel/index.ts';

interface ChangedExecutionsOptions {
  readonly mostPending: number;
  readonly signal: AbortSignal | undefined;
  readonly join: (one: ChangedExecutions) => void;
  readonly leave: (one: ChangedExecutions) => void;
}

type Result = IteratorResult<string, undefined>;

const done: Result = { done: true, value: undefined };
const nothing = (): void => undefined;

/**
 * One iteration over the ids of changed executions. Not an async generator: the `return()` of one waits until its
 * pending `next()` settles, which for an owner whose executions stand still is never.
 *
 * It holds nothing before its first `next()` and nothing after its end.
 */
export class ChangedExecutions implements AsyncIterator<string, undefined> {
  readonly #options: ChangedExecutionsOptions;
  readonly #pending = new Set<string>();
  #state: 'new' | 'open' | 'overflowed' | 'closed' = 'new';
  #turn: Promise<unknown> = Promise.resolve();
  #stir = nothing;

  constructor(options: ChangedExecutionsOptions) {
    this.#options = options;
  }

  offer(executionId: string): void {
    if (this.#pending.size >= this.#options.mostPending && !this.#pending.has(executionId)) {
      this.#end('overflowed');
      return;
    }
    this.#pending.add(executionId);
    this.#stir();
  }

  next(): Promise<Result> {
    // Joined at once, not in its turn: what changes after the call of `next()` is seen.
    if (this.#state === 'new') this.#open();
    const turn = this.#turn.then(() => this.#advance());
    this.#turn = turn.then(nothing, nothing);
    return turn;
  }

  async return(): Promise<Result> {
    this.#close();
    return done;
  }

  async throw(error: unknown): Promise<Result> {
    this.#close();
    throw error;
  }

  async #advance(): Promise<Result> {
    while (this.#state === 'open') {
      const [executionId] = this.#pending;
      if (executionId !== undefined) {
        this.#pending.delete(executionId);
        return { done: false, value: executionId };
      }
      await new Promise<void>((resolve) => {
        this.#stir = resolve;
      });
    }
    if (this.#state !== 'overflowed') return done;
    this.#state = 'closed';
    throw this.#overflow();
  }

  #open(): void {
    const { signal, join } = this.#options;
    if (signal?.aborted) {
      this.#state = 'closed';
      return;
    }
    this.#state = 'open';
    signal?.addEventListener('abort', this.#close, { once: true });
    join(this);
  }

  readonly #close = (): void => this.#end('closed');

  #end(state: 'overflowed' | 'closed'): void {
    this.#options.signal?.removeEventListener('abort', this.#close);
    this.#options.leave(this);
    this.#state = state;
    this.#pending.clear();
    this.#stir();
  }

  #overflow(): AppError {
    return new AppError(
      'limit/subscriber',
      `more than ${this.#options.mostPending} executions have changed since this subscriber last read: list them, and subscribe again`,
      { retryable: true },
    );
  }
}
