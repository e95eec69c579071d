import { AppError } from '../kernel/index.ts';
import { done, EndableIteration } from './endable-iteration.ts';

interface ChangedExecutionsOptions {
  readonly mostPending: number;
  readonly signal: AbortSignal | undefined;
  readonly join: (one: ChangedExecutions) => void;
  readonly leave: (one: ChangedExecutions) => void;
}

type Result = IteratorResult<string, undefined>;

const nothing = (): void => undefined;

/**
 * One iteration over the ids of changed executions. It holds nothing before its first `next()` and nothing after its
 * end.
 */
export class ChangedExecutions extends EndableIteration<string> {
  readonly #options: ChangedExecutionsOptions;
  readonly #pending = new Set<string>();
  #state: 'new' | 'open' | 'overflowed' | 'closed' = 'new';
  #stir = nothing;

  constructor(options: ChangedExecutionsOptions) {
    super();
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

  override next(): Promise<Result> {
    // Joined at once, not in its turn: what changes after the call of `next()` is seen.
    if (this.#state === 'new') this.#open();
    return super.next();
  }

  protected override async advance(): Promise<Result> {
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
    signal?.addEventListener('abort', this.close, { once: true });
    join(this);
  }

  protected override readonly close = (): void => this.#end('closed');

  #end(state: 'overflowed' | 'closed'): void {
    this.#options.signal?.removeEventListener('abort', this.close);
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
