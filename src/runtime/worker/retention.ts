import type { Clock } from '../ports/clock.ts';
import type { ExecutionRemoval } from '../ports/execution-removal.ts';
import type { ServerLog } from '../ports/server-log.ts';
import { cleanRemoved, pruneExecutions } from './prune-executions.ts';

/** What a server keeps; nulls: everything, for ever. */
export interface Retention {
  readonly days: number | null;
  readonly perOwner: number | null;
  readonly perDefinition: number | null;
}

interface RetentionParts {
  readonly removal: ExecutionRemoval;
  readonly retention: Retention;
  readonly clock: Pick<Clock, 'now'>;
  readonly log: Pick<ServerLog, 'info'>;
}

const rulesEveryMs = 3_600_000;
const dayMs = 86_400_000;
const batch = 200;

/**
 * Removes what belonged to executions that were deleted, and, once an hour, what the retention does not keep: counting
 * what is kept takes a look at each of them. Several processes may do so at once: each takes what the others have not.
 */
export class ScheduledRetention {
  readonly #parts: RetentionParts;
  /** When the rules are followed next. */
  #dueAt = 0;

  constructor(parts: RetentionParts) {
    this.#parts = parts;
  }

  async prune(signal: AbortSignal): Promise<void> {
    const { removal, retention, clock, log } = this.#parts;
    const { days, perOwner: keepPerOwner, perDefinition: keepPerDefinition } = retention;
    const isUnlimited = days === null && keepPerOwner === null && keepPerDefinition === null;
    const now = clock.now();
    if (isUnlimited || now < this.#dueAt) {
      await cleanRemoved({ removal, batch, signal });
      return;
    }
    const endedBefore = days === null ? null : now - days * dayMs;
    const rules = { endedBefore, keepPerOwner, keepPerDefinition };
    const scope = { ownerId: null, definitionId: null };
    const removed = await pruneExecutions({ removal, rules, scope, batch, signal });
    this.#dueAt = now + rulesEveryMs;
    if (removed > 0) log.info('executions were removed as the retention says', { removed });
  }
}
