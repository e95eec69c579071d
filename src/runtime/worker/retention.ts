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
  readonly clock: Clock;
  readonly log: ServerLog;
}

const everyMs = 60_000;
const rulesEveryMs = 3_600_000;
const dayMs = 86_400_000;
const batch = 200;

/**
 * Every minute, removes what belonged to executions that were deleted; every hour, what the retention does not keep:
 * counting what is kept takes a look at each of them. Several processes may do so at once: each takes what the others
 * have not.
 */
export class RetentionSchedule {
  readonly #parts: RetentionParts;
  readonly #stopped = new AbortController();
  #disarm: () => void = () => {};
  #pruning: Promise<void> = Promise.resolve();
  /** When the rules are followed next. */
  #rulesAt = 0;

  constructor(parts: RetentionParts) {
    this.#parts = parts;
  }

  start(): void {
    this.#disarm = this.#parts.clock.after(everyMs, () => {
      this.#pruning = this.prune().then(() => {
        if (!this.#stopped.signal.aborted) this.start();
      });
    });
  }

  async stop(): Promise<void> {
    this.#stopped.abort();
    this.#disarm();
    await this.#pruning;
  }

  /** One turn. What fails is done at the next one. */
  async prune(): Promise<void> {
    const { removal, retention, clock, log } = this.#parts;
    const { days, perOwner: keepPerOwner, perDefinition: keepPerDefinition } = retention;
    const { signal } = this.#stopped;
    try {
      const isUnlimited = days === null && keepPerOwner === null && keepPerDefinition === null;
      const now = clock.now();
      if (isUnlimited || now < this.#rulesAt) {
        await cleanRemoved({ removal, batch, signal });
        return;
      }
      const endedBefore = days === null ? null : now - days * dayMs;
      const rules = { endedBefore, keepPerOwner, keepPerDefinition };
      const scope = { ownerId: null, definitionId: null };
      const removed = await pruneExecutions({ removal, rules, scope, batch, signal });
      this.#rulesAt = now + rulesEveryMs;
      if (removed > 0) log.info('executions were removed as the retention says', { removed });
    } catch (error) {
      log.warn('executions could not be removed; trying again', { error });
    }
  }
}
