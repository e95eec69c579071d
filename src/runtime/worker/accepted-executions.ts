import { jsonLengthUpTo } from '../../kernel/index.ts';
import type { ExecutionContext } from '../execution-context.ts';
import type { LoadedExecution } from '../ports/execution-store.ts';

/** Some 30 MB at most. */
const mostHeld = 10_000;
const mostLength = 2048;

/**
 * What this process has accepted and nobody has begun here, as the store would load it: a worker of the same process
 * need not read it. It is a belief, since another may have had it in the meantime: the claim finds out.
 */
export class AcceptedExecutions {
  readonly #held = new Map<string, LoadedExecution>();

  /** One with a long input is not held; where there are many, the oldest is forgotten. */
  add(context: ExecutionContext): void {
    if (jsonLengthUpTo(context.queued, mostLength) > mostLength) return;
    this.#held.set(context.record.id, loadedExecution(context));
    if (this.#held.size <= mostHeld) return;
    const [oldest] = this.#held.keys();
    if (oldest !== undefined) this.forget(oldest);
  }

  /** Null where it must be read. It is given once. */
  take(executionId: string): LoadedExecution | null {
    const execution = this.#held.get(executionId);
    this.forget(executionId);
    return execution ?? null;
  }

  forget(executionId: string): void {
    this.#held.delete(executionId);
  }
}

function loadedExecution({ record, queued }: ExecutionContext): LoadedExecution {
  return {
    record,
    status: 'queued',
    epoch: 0,
    worker: null,
    recoveries: 0,
    snapshot: null,
    events: [{ sequence: 1, event: queued }],
    types: [queued.type],
    commands: { count: 0, unread: [] },
  };
}
