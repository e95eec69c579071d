import { v7 as newId } from 'uuid';
import { localOwnerId } from '../src/app/index.ts';
import { createPgBossDispatcher } from '../src/dispatch/index.ts';
import { builtInKinds, createRegistry } from '../src/nodes/index.ts';
import {
  openPool,
  PostgresBlobs,
  PostgresEventLog,
  PostgresExecutionStore,
} from '../src/persistence/index.ts';
import { AppendPipeline } from '../src/runtime/append/append-pipeline.ts';
import { contextOf } from '../src/runtime/execution-context.ts';
import type { ExecutionRequest } from '../src/runtime/execution-request.ts';
import { outcomeOf } from '../src/runtime/execution-result.ts';
import { systemClock } from '../src/runtime/system-clock.ts';
import { Worker } from '../src/runtime/worker/worker.ts';
import { Workflows } from '../src/runtime/workflows.ts';
import { refusedScripts } from '../src/sandbox/index.ts';
import { capabilitiesOf } from '../src/server/capabilities.ts';
import { openRuntime } from '../src/server/open-runtime.ts';
import { createEventFeed } from '../src/streaming/index.ts';
import { WorkflowTracker } from '../src/tracker/index.ts';
import { createValidator, defaultValidationLimits, type ValidationContext } from '../src/validation/index.ts';
import type { Contestant } from './contestant.ts';
import { graphs, type Scenario, tokens } from './graphs.ts';
import type { Meter } from './meter.ts';
import { stepKind } from './step-kind.ts';

const log = {
  info: () => undefined,
  warn: (message: string, fields?: object) => console.error(message, fields),
  error: (message: string, fields?: object) => console.error(message, fields),
};

const tracker = new WorkflowTracker({ sinks: [], onFailure: console.error });

/** Provider calls are no part of this: the work streams by itself. */
const models = {
  list: () => [],
  stream: () => {
    throw new Error('the benchmark calls no model');
  },
};

export interface OpenContestant extends Contestant {
  close(): Promise<void>;
}

function requestOf(scenario: Scenario): ExecutionRequest {
  return {
    ownerId: localOwnerId,
    type: 'custom',
    graph: graphs[scenario],
    asked: null,
    definitionId: null,
    definitionVersion: null,
    templateId: null,
    input: null,
    message: null,
    modelDefaults: {},
    limits: {},
    idempotencyKey: null,
    waitMs: 30_000,
    debug: false,
    correlationId: null,
  };
}

const unused = () => Promise.reject(new Error('the benchmark sends nothing'));
const mayAsk = () => false;
const http = { mayAsk, send: unused };
const secrets = { reveal: unused };
const capabilities = capabilitiesOf(models, { limits: defaultValidationLimits, allowsCode: true, mayAsk });
const context: ValidationContext = {
  purpose: 'execution',
  ownerId: localOwnerId,
  capabilities,
  requested: null,
};

/** The whole way below GraphQL: the door, the job, the run, the answer. */
export async function openDoor(url: string, meter: Meter): Promise<OpenContestant> {
  const registry = createRegistry([...builtInKinds, stepKind(meter)]);
  const dispatcher = createPgBossDispatcher({ database: { url }, log });
  const runtime = await openRuntime({
    url,
    dispatcher,
    formerOwnersDead: true,
    http,
    secretKey: null,
    registry,
    models,
    scripts: refusedScripts,
    clock: systemClock,
    log,
    tracker,
    retention: { days: null, perOwner: null, perDefinition: null },
    concurrency: 200,
    capabilities,
  });
  await runtime.start();
  return {
    name: 'Chatter, from the door',
    run: async (scenario) => {
      const { executionId, outcome } = await runtime.engine.execute(requestOf(scenario));
      if (outcome?.status !== 'completed') throw new Error(`${executionId}: ${JSON.stringify(outcome)}`);
      meter.ended(executionId);
    },
    close: () => runtime.close(),
  };
}

/** What the floors are the floor of: executions that were accepted before, from their claim to their durable end. */
export async function openOwner(url: string, meter: Meter): Promise<OpenContestant> {
  const pools = {
    append: openPool({ url, size: 2, name: 'bench-append', log }),
    store: openPool({ url, size: 8, name: 'bench-store', log }),
  };
  const jobs = { enqueue: async () => undefined, schedule: async () => undefined };
  const registry = createRegistry([...builtInKinds, stepKind(meter)]);
  const workflows = new Workflows({ validator: createValidator(registry), registry });
  const store = new PostgresExecutionStore({ pool: pools.store, jobs });
  const reading = new PostgresEventLog({ pool: pools.store, jobs });
  const feed = createEventFeed({ log: reading, clock: systemClock });
  const pipeline = new AppendPipeline({
    log: new PostgresEventLog({ pool: pools.append, jobs }),
    clock: systemClock,
    onCommitted: (appends) => feed.publish(appends),
  });
  const blobs = new PostgresBlobs(pools.store);
  const services = {
    clock: systemClock,
    models,
    scripts: refusedScripts,
    http,
    secrets,
    blobs,
    log,
    random: Math.random,
    newId,
  };
  const worker = new Worker({
    name: 'bench',
    store,
    log: reading,
    pipeline,
    workflows,
    services,
    tracker,
    nudge: () => undefined,
  });
  const accepted: string[] = [];

  const follow = async (id: string): Promise<void> => {
    let seen = 0;
    for await (const { events } of feed.subscribe(id, 0)) {
      for (const { event } of events) {
        if (event.type === 'TextDelta') {
          meter.received(id, seen, seen + event.text.length);
          seen += event.text.length;
        }
        const outcome = outcomeOf(event);
        if (outcome !== null && outcome.status !== 'completed') throw new Error(`${id}: ${outcome.status}`);
      }
    }
    if (seen !== tokens) throw new Error(`${id}: ${seen} tokens of ${tokens}`);
  };

  return {
    name: 'Chatter',
    prepare: async (scenario, count) => {
      const valid = workflows.validated(graphs[scenario], context);
      const contexts = Array.from({ length: count }, () =>
        contextOf(requestOf(scenario), valid, { id: newId(), at: Date.now() }),
      );
      await Promise.all(contexts.map((context) => store.accept(context)));
      accepted.push(...contexts.map(({ record }) => record.id));
    },
    run: async (scenario) => {
      const id = accepted.pop();
      if (id === undefined) throw new Error('too few executions were accepted');
      const followed = scenario === 'stream' ? follow(id) : null;
      await worker.run(id, new AbortController().signal);
      await followed;
      meter.ended(id);
    },
    close: async () => {
      await Promise.all([pools.append.end(), pools.store.end()]);
    },
  };
}
