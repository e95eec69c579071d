import { jsonLengthUpTo } from '../../kernel/index.ts';
import type { ExecutionContext } from '../execution-context.ts';
import type { Clock } from '../ports/clock.ts';
import type { LoadedExecution } from '../ports/execution-store.ts';

/** Some 30 MB at most. */
const mostHeld = 10_000;
const mostLength = 2048;
/** What has not begun here by then has probably begun elsewhere, and a claim that fails costs more than a read. */
const mostAgeMs = 10_000;

interface Held {
  readonly since: number;
  readonly execution: LoadedExecution;
}

/**
 * What this process accepted a moment ago and has not begun yet, as the store would load it, so that its own worker need not
 * read it. It may be out of date, since another worker may have had the execution meanwhile: the claim finds out.
 */
export class AcceptedExecutions {
  readonly #clock: Clock;
  readonly #held = new Map<string, Held>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** One that was asked for at length is not held; where there are many, the oldest is forgotten. */
  add(context: ExecutionContext): void {
    const asked = [context.queued, context.record.modelDefaults];
    if (jsonLengthUpTo(asked, mostLength) > mostLength) return;
    this.#held.set(context.record.id, {
      since: this.#clock.monotonic(),
      execution: loadedExecution(context),
    });
    if (this.#held.size <= mostHeld) return;
    const [oldest] = this.#held.keys();
    if (oldest !== undefined) this.forget(oldest);
  }

  /** Null where it must be read. It is given once. */
  take(executionId: string): LoadedExecution | null {
    const held = this.#held.get(executionId);
    this.forget(executionId);
    return held && this.#clock.monotonic() - held.since < mostAgeMs ? held.execution : null;
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
    lost: null,
  };
}
