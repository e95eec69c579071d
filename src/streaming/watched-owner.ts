import type { ExecutionQueries, ExecutionView } from '../runtime/ports/execution-queries.ts';

/** One change of one execution: the same object for all who are to be told of it. */
export interface Change {
  readonly executionId: string;
  /** How many of them have neither told it nor let it go. */
  waiting: number;
}

/** Null: the execution is gone. */
export type ChangedRow = ExecutionView | null;

/** Neither call may wait or throw. */
interface Watcher {
  offer(change: Change): void;
  /** Something has changed that it cannot be told. */
  fail(failure: unknown): void;
}

export type WatchedQueries = Pick<ExecutionQueries, 'getMany' | 'changedWithin'>;

/** Rows that are kept for those who have not told them yet. Whoever comes later still reads again. */
const mostKept = 200;

/** Who watches the executions of one owner, and what was read for all of them until the last of them has told it. */
export class WatchedOwner {
  readonly id: string;
  readonly #executions: WatchedQueries;
  readonly #watchers = new Set<Watcher>();
  readonly #read = new Map<Change, Promise<ChangedRow>>();

  constructor(id: string, executions: WatchedQueries) {
    this.id = id;
    this.#executions = executions;
  }

  get isDeserted(): boolean {
    return this.#watchers.size === 0;
  }

  join(watcher: Watcher): void {
    this.#watchers.add(watcher);
  }

  /** Whether it had joined. */
  leave(watcher: Watcher): boolean {
    return this.#watchers.delete(watcher);
  }

  publish(executionId: string): void {
    const change = { executionId, waiting: this.#watchers.size };
    for (const one of this.#watchers) one.offer(change);
  }

  fail(failure: unknown): void {
    for (const one of this.#watchers) one.fail(failure);
  }

  /** One of the watchers needs it no more. */
  letGo(change: Change): void {
    change.waiting -= 1;
    if (change.waiting === 0) this.#read.delete(change);
  }

  /** The changed executions, in the order of the changes, as they were at some moment after these. */
  rowsAfter(changes: readonly Change[]): Promise<readonly ChangedRow[]> {
    const unread = changes.filter((change) => !this.#read.has(change));
    if (unread.length > 0) this.#begin(unread);
    const rows = Promise.all(changes.map((change) => this.#read.get(change) ?? null));
    this.#dropOldest();
    return rows;
  }

  #begin(changes: readonly Change[]): void {
    const ids = changes.map(({ executionId }) => executionId);
    const rows = this.#executions
      .getMany(this.id, ids)
      .then((views) => new Map(views.map((view) => [view.id, view])));
    for (const change of changes) {
      this.#read.set(
        change,
        rows.then((found) => found.get(change.executionId) ?? null),
      );
    }
    // Whoever comes later tries again.
    rows.catch(() => {
      for (const change of changes) this.#read.delete(change);
    });
  }

  #dropOldest(): void {
    for (const change of this.#read.keys()) {
      if (this.#read.size <= mostKept) return;
      this.#read.delete(change);
    }
  }
}
