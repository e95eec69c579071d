import type { NodeRegistry } from '../nodes/index.ts';
import type { Clock } from '../runtime/ports/clock.ts';
import type { Dispatcher } from '../runtime/ports/dispatcher.ts';
import type { Http } from '../runtime/ports/http.ts';
import type { Models } from '../runtime/ports/models.ts';
import type { Notifier } from '../runtime/ports/notifier.ts';
import type { Scripts } from '../runtime/ports/scripts.ts';
import type { ServerLog } from '../runtime/ports/server-log.ts';
import type { Retention } from '../runtime/worker/retention.ts';
import type { WorkflowTracker } from '../tracker/index.ts';
import type { Capabilities } from '../validation/index.ts';

export interface RuntimeOptions {
  /** The migrated database's address. */
  readonly url: string;
  /** Every process that used the database before is dead: nothing of theirs needs to be waited for. */
  readonly formerOwnersDead: boolean;
  /** It is stopped with the runtime. */
  readonly dispatcher: Dispatcher;
  /** It is stopped with the runtime. */
  readonly notifier: Notifier;
  readonly registry: NodeRegistry;
  readonly models: Models;
  /** How many calls of a provider this process has under way at a time, by its name; the others are not limited. */
  readonly modelConcurrency: ReadonlyMap<string, number>;
  readonly http: Http;
  /** They are closed with the runtime. */
  readonly scripts: Scripts;
  /** 32 bytes that secrets are encrypted with; null: none are kept. */
  readonly secretKey: Uint8Array | null;
  readonly clock: Clock;
  readonly log: ServerLog;
  readonly tracker: WorkflowTracker;
  /** How many executions this process moves at a time; 0: none, others do. */
  readonly concurrency: number;
  /** How many executions of one owner move at a time, in all processes; null: any number. */
  readonly perOwner: number | null;
  /** What of the history is kept. */
  readonly retention: Retention;
  /** How long deltas are kept after the end of their execution. */
  readonly replayWindowMs: number;
  /** What workflows may count on. */
  readonly capabilities: Capabilities;
}
