import { v7 as newId } from 'uuid';
import { type App, createApp } from '../app/index.ts';
import type { NodeRegistry } from '../nodes/index.ts';
import {
  openPool,
  openStores,
  PostgresAnalyticsStore,
  PostgresBlobs,
  PostgresEventLog,
  PostgresExecutionStore,
  PostgresReplayWindow,
} from '../persistence/index.ts';
import { AppendPipeline } from '../runtime/append/append-pipeline.ts';
import { ExecutionEngine } from '../runtime/execution-engine.ts';
import { ModelTurns } from '../runtime/owner/model-turns.ts';
import type { Clock } from '../runtime/ports/clock.ts';
import type { Dispatcher } from '../runtime/ports/dispatcher.ts';
import type { Append, ExecutionEnd } from '../runtime/ports/event-log.ts';
import type { Http } from '../runtime/ports/http.ts';
import type { Models } from '../runtime/ports/models.ts';
import type { Notifier } from '../runtime/ports/notifier.ts';
import type { Scripts } from '../runtime/ports/scripts.ts';
import type { ServerLog } from '../runtime/ports/server-log.ts';
import { Signals } from '../runtime/signals.ts';
import type { Retention } from '../runtime/worker/retention.ts';
import { upkeep } from '../runtime/worker/upkeep.ts';
import { Worker } from '../runtime/worker/worker.ts';
import { Workflows } from '../runtime/workflows.ts';
import { createEventFeed, createExecutionChanges } from '../streaming/index.ts';
import { builtInTemplates } from '../templates/index.ts';
import type { WorkflowTracker } from '../tracker/index.ts';
import { type Capabilities, createValidator } from '../validation/index.ts';

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

/** Everything of a server but its transports. */
export interface Runtime {
  readonly app: App;
  readonly engine: ExecutionEngine;
  /** Whether the database answers. */
  isReady(): Promise<boolean>;
  /** What this process has at the moment, by name. */
  readonly gauges: Readonly<Record<string, () => number>>;
  /** Begins to move executions. */
  start(): Promise<void>;
  /** Hands over what runs, then lets go of the database. Safe to call twice. */
  close(): Promise<void>;
}

/** Wires the adapters to the ports, around one database. */
export async function openRuntime(options: RuntimeOptions): Promise<Runtime> {
  const { url, dispatcher, notifier, registry, capabilities } = options;
  const { models, http, scripts, clock, log, tracker } = options;
  const pools = {
    // What moves executions shares connections, of which it mostly needs one: the process behind it stays warm.
    worker: openPool({ url, size: 4, name: 'chatter-worker', log }),
    executions: openPool({ url, size: 8, name: 'chatter-executions', log }),
    analytics: openPool({ url, size: 4, name: 'chatter-analytics', log, planning: 'each-time' }),
  };
  const moving = {
    log: new PostgresEventLog({ pool: pools.worker, jobs: dispatcher }),
    store: new PostgresExecutionStore({ pool: pools.worker, jobs: dispatcher }),
  };
  const reading = new PostgresEventLog({ pool: pools.executions, jobs: dispatcher });
  const store = new PostgresExecutionStore({ pool: pools.executions, jobs: dispatcher });
  const blobs = new PostgresBlobs(pools.executions);
  const stores = await openStores({ url, log: reading, blobs, secretKey: options.secretKey });
  const analytics = new PostgresAnalyticsStore(pools.analytics);
  const feed = createEventFeed({ log: reading, clock, serverLog: log });
  const changes = createExecutionChanges({ executions: stores.executions });
  const validator = createValidator(registry);
  const workflows = new Workflows({ validator, registry, secrets: stores.secrets });

  const onCommitted = (appends: readonly Append[]): void => {
    signals.committed(appends);
    for (const { executionId, events, end } of appends) {
      const facts = events.map(({ event }) => event);
      tracker.checkpoint(executionId, facts);
      if (end) trackEnd(tracker, executionId, end);
    }
  };
  const pipeline = new AppendPipeline({ log: moving.log, clock, serverLog: log, onCommitted });
  const turns = new ModelTurns(options.modelConcurrency);
  const services = {
    clock,
    models,
    turns,
    http,
    scripts,
    secrets: stores.secrets,
    blobs,
    log,
    random: Math.random,
    newId,
  };
  const name = `${process.pid}-${newId()}`;
  const commanded = (executionIds: readonly string[]): void => signals.commanded(executionIds);
  const worker = new Worker({ name, ...moving, pipeline, workflows, services, tracker, commanded });
  const isWorker = options.concurrency > 0;
  const signals = new Signals({ feed, changes, dispatcher, worker, notifier, isWorker });
  const { removal } = stores;
  const { retention, replayWindowMs } = options;
  const replayWindow = new PostgresReplayWindow(pools.executions);
  const upkept = { fold: analytics, removal, retention, replayWindow, replayWindowMs };
  const recurring = upkeep({ store, dispatcher, ...upkept, clock, log });
  const engine = new ExecutionEngine({ workflows, capabilities, store, feed, clock, newId, signals });
  const { definitions, templates, executions, conversations, apiKeys, secrets } = stores;
  const app = createApp({
    engine,
    validator,
    capabilities,
    registry,
    models,
    definitions,
    templates,
    executions,
    conversations,
    removal,
    analytics,
    blobs,
    feed,
    changes,
    apiKeys,
    secrets,
    clock,
  });

  const close = async (): Promise<void> => {
    await Promise.all(recurring.map((work) => work.stop()));
    await dispatcher.stop();
    signals.stopped();
    await notifier.stop();
    await scripts.close();
    await stores.close();
    await Promise.all(Object.values(pools).map((pool) => pool.end()));
  };
  let closed: Promise<void> | null = null;
  return {
    app,
    engine,
    gauges: {
      chatter_subscribers: () => feed.subscribers,
      chatter_followed_executions: () => feed.executions,
      chatter_change_subscribers: () => changes.subscribers,
      chatter_model_calls_waiting: () => turns.waiting,
      chatter_database_connections: () => sumOf(Object.values(pools).map((pool) => pool.totalCount)),
      chatter_database_waiting: () => sumOf(Object.values(pools).map((pool) => pool.waitingCount)),
    },
    isReady: () =>
      pools.executions.query('select 1').then(
        () => true,
        () => false,
      ),
    start: async () => {
      await stores.templates.seed(builtInTemplates);
      await dispatcher.open();
      notifier.start(signals);
      if (!isWorker) return;
      if (options.formerOwnersDead) await dispatcher.clearFormerOwners();
      await dispatcher.start(worker, { concurrency: options.concurrency, perOwner: options.perOwner });
      for (const work of recurring) work.start();
    },
    close: () => {
      closed ??= close();
      return closed;
    },
  };
}

function sumOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, one) => sum + one, 0);
}

function trackEnd(tracker: WorkflowTracker, executionId: string, { status, ...end }: ExecutionEnd): void {
  if (status === 'completed') tracker.complete(executionId, { ...end, status });
  else tracker.fail(executionId, { ...end, status });
}
