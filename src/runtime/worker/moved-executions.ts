import type { TrackedExecution, WorkflowTracker } from '../../tracker/index.ts';
import type { ExecutionRecord } from '../execution-record.ts';

interface Moved {
  /** How many jobs of it this worker has. */
  jobs: number;
  /** Null: it has not been read yet. */
  record: ExecutionRecord | null;
}

/**
 * What this worker moves, and what the tracker is told of that. For a moment two jobs of one execution may be here: one
 * that was lost and has not let go yet, and the one that was taken in its place. So an execution is only forgotten with
 * the last of its jobs.
 */
export class MovedExecutions {
  readonly #tracker: Pick<WorkflowTracker, 'start' | 'release'>;
  readonly #kindOf: (record: ExecutionRecord, path: string) => string | null;
  readonly #moved = new Map<string, Moved>();

  /** @param kindOf the kind of the node at a path of the execution; null: its graph could not be read */
  constructor(
    tracker: Pick<WorkflowTracker, 'start' | 'release'>,
    kindOf: (record: ExecutionRecord, path: string) => string | null,
  ) {
    this.#tracker = tracker;
    this.#kindOf = kindOf;
  }

  /** What an execution was asked for; null where it is not moved here, or not yet. */
  recordOf(executionId: string): ExecutionRecord | null {
    return this.#moved.get(executionId)?.record ?? null;
  }

  /** A job of the execution has begun. */
  enter(executionId: string): void {
    const moved = this.#moved.get(executionId);
    if (moved) moved.jobs += 1;
    else this.#moved.set(executionId, { jobs: 1, record: null });
  }

  /** One of its jobs has read what it was asked for. */
  begin(record: ExecutionRecord): void {
    const moved = this.#moved.get(record.id);
    if (!moved) return;
    if (moved.record === null) this.#tracker.start(this.#tracked(record));
    moved.record = record;
  }

  /** One of its jobs is over. */
  leave(executionId: string): void {
    const moved = this.#moved.get(executionId);
    if (!moved) return;
    moved.jobs -= 1;
    if (moved.jobs > 0) return;
    this.#moved.delete(executionId);
    this.#tracker.release(executionId);
  }

  #tracked(record: ExecutionRecord): TrackedExecution {
    const { id, type, correlationId, queuedAt } = record;
    return { id, type, correlationId, queuedAt, kindOf: (path) => this.#kindOf(record, path) };
  }
}
