import { v7 as newId } from 'uuid';
import { type App, createApp } from '../app/index.ts';
import { ExecutionEngine } from '../runtime/execution-engine.ts';
import { WorkTurns } from '../runtime/work-turns.ts';
import { upkeep } from '../runtime/worker/upkeep.ts';
import { Workflows } from '../runtime/workflows.ts';
import { createEventFeed, createExecutionChanges } from '../streaming/index.ts';
import { builtInTemplates } from '../templates/index.ts';
import { createValidator } from '../validation/index.ts';
import { createWorker } from './create-worker.ts';
import type { Gauges } from './observability.ts';
import { openStorage } from './open-storage.ts';
import type { RuntimeOptions } from './runtime-options.ts';

/** Everything of a server but its transports. */
export interface Runtime {
  readonly app: App;
  readonly engine: ExecutionEngine;
  /** Whether the database answers. */
  isReady(): Promise<boolean>;
  /** What this process has at the moment, by name. */
  readonly gauges: Gauges;
  /** Begins to move executions. */
  start(): Promise<void>;
  /** Hands over what runs, then lets go of the database. Safe to call twice. */
  close(): Promise<void>;
}

/** Wires the adapters to the ports, around one database. */
export async function openRuntime(options: RuntimeOptions): Promise<Runtime> {
  const { dispatcher, notifier, registry, capabilities, models, scripts, clock, log } = options;
  const storage = await openStorage(options);
  const { store, secrets, analytics: fold } = storage;
  const feed = createEventFeed({ log: storage.reading, clock, serverLog: log });
  const changes = createExecutionChanges({ executions: storage.executions });
  const validator = createValidator(registry);
  const workTurns = new WorkTurns(clock);
  const workflows = new Workflows({ validator, registry, secrets, turns: workTurns });
  const { worker, signals, modelTurns } = createWorker(options, { storage, workflows, feed, changes });
  const recurring = upkeep({ ...options, ...storage, fold });
  const engine = new ExecutionEngine({ workflows, capabilities, store, feed, clock, newId, signals });
  const app = createApp({
    ...storage,
    engine,
    validator,
    turns: workTurns,
    capabilities,
    registry,
    models,
    feed,
    changes,
    clock,
  });

  const close = async (): Promise<void> => {
    await Promise.all(recurring.map((work) => work.stop()));
    await dispatcher.stop();
    signals.stopped();
    await notifier.stop();
    await scripts.close();
    await storage.close();
  };
  let closed: Promise<void> | null = null;
  return {
    app,
    engine,
    gauges: {
      chatter_executions_waiting: () => dispatcher.waiting(),
      chatter_subscribers: () => feed.subscribers,
      chatter_followed_executions: () => feed.executions,
      chatter_change_subscribers: () => changes.subscribers,
      chatter_model_calls_waiting: () => modelTurns.waiting,
      ...storage.gauges,
    },
    isReady: storage.isReady,
    start: async () => {
      const { concurrency, perOwner } = options;
      await storage.templates.seed(builtInTemplates);
      await dispatcher.open();
      notifier.start(signals);
      if (concurrency === 0) return;
      if (options.formerOwnersDead) await dispatcher.clearFormerOwners();
      await dispatcher.start(worker, { concurrency, perOwner });
      for (const work of recurring) work.start();
    },
    close: () => {
      closed ??= close();
      return closed;
    },
  };
}
