import { AppError } from '../kernel/index.ts';
import type { ExecutionView } from '../runtime/ports/execution-queries.ts';
import { done, EndableIteration } from './endable-iteration.ts';
import type { Change, ChangedRow, WatchedOwner } from './watched-owner.ts';

interface ChangedExecutionsOptions {
  readonly mostPending: number;
  readonly signal: AbortSignal | undefined;
  readonly join: (one: ChangedExecutions) => WatchedOwner;
  readonly leave: (owner: WatchedOwner, one: ChangedExecutions) => void;
}

/** An execution that has changed and was not told yet. */
interface Pending {
  readonly change: Change;
  /** Undefined: it was not read since this change. */
  row: ChangedRow | undefined;
}

type Result = IteratorResult<ExecutionView, undefined>;

const nothing = (): void => undefined;

/** How many rows a subscriber holds at most: as many as a page of a list has. */
const mostAhead = 100;

/** One iteration over changed executions. It holds nothing before its first `next()` and nothing after its end. */
export class ChangedExecutions extends EndableIteration<ExecutionView> {
  readonly #options: ChangedExecutionsOptions;
  /** By their ids, in the order of their first change that was not told: each with the last. */
  readonly #pending = new Map<string, Pending>();
  #owner: WatchedOwner | null = null;
  #state: 'new' | 'open' | 'failed' | 'closed' = 'new';
  #failure: unknown = null;
  #stir = nothing;
  #abandon = nothing;

  constructor(options: ChangedExecutionsOptions) {
    super();
    this.#options = options;
  }

  offer(change: Change): void {
    const former = this.#pending.get(change.executionId);
    this.#pending.set(change.executionId, { change, row: undefined });
    if (former) this.#owner?.letGo(former.change);
    if (this.#pending.size > this.#options.mostPending) this.fail(this.#overflow());
    this.#stir();
  }

  /** What it still had to tell is not told: whoever reads must list again in any case. */
  fail(failure: unknown): void {
    this.#failure = failure;
    this.#end('failed');
  }

  override next(): Promise<Result> {
    // Joined at once, not in its turn: what changes after the call of `next()` is seen.
    if (this.#state === 'new') this.#open();
    return super.next();
  }

  protected override async advance(): Promise<Result> {
    while (this.#owner) {
      const [next] = this.#pending.values();
      if (!next) await this.#news();
      else if (next.row === undefined) await this.#lookAhead(this.#owner);
      else {
        this.#pending.delete(next.change.executionId);
        this.#owner.letGo(next.change);
        if (next.row) return { done: false, value: next.row };
      }
    }
    if (this.#state !== 'failed') return done;
    this.#state = 'closed';
    throw this.#failure;
  }

  #open(): void {
    const { signal, join } = this.#options;
    if (signal?.aborted) {
      this.#state = 'closed';
      return;
    }
    this.#state = 'open';
    signal?.addEventListener('abort', this.close, { once: true });
    this.#owner = join(this);
  }

  #news(): Promise<void> {
    return new Promise((resolve) => {
      this.#stir = resolve;
    });
  }

  /** Ends with the iteration, and does not wait for the read then. */
  async #lookAhead(owner: WatchedOwner): Promise<void> {
    const page = [...this.#pending.values()].slice(0, mostAhead);
    const ahead = page.filter(({ row }) => row === undefined);
    try {
      await new Promise<void>((resolve, reject) => {
        this.#abandon = resolve;
        owner.rowsAfter(ahead.map(({ change }) => change)).then((rows) => resolve(keep(ahead, rows)), reject);
      });
    } catch (error) {
      this.#end('closed');
      throw error;
    } finally {
      this.#abandon = nothing;
    }
  }

  protected override readonly close = (): void => this.#end('closed');

  #end(state: 'failed' | 'closed'): void {
    this.#options.signal?.removeEventListener('abort', this.close);
    for (const { change } of this.#pending.values()) this.#owner?.letGo(change);
    this.#pending.clear();
    if (this.#owner) this.#options.leave(this.#owner, this);
    this.#owner = null;
    this.#state = state;
    this.#stir();
    this.#abandon();
  }

  #overflow(): AppError {
    return new AppError(
      'limit/subscriber',
      `more than ${this.#options.mostPending} executions have changed since this subscriber last read: list them, and subscribe again`,
      { retryable: true },
    );
  }
}

/** One that has changed meanwhile is not pending like this any more: its row goes nowhere. */
function keep(read: readonly Pending[], rows: readonly ChangedRow[]): void {
  for (const [index, pending] of read.entries()) pending.row = rows[index] ?? null;
}
