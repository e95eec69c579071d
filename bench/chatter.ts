import { v7 as newId } from 'uuid';
import { localOwnerId } from '../src/app/index.ts';
import { builtInKinds, createRegistry } from '../src/nodes/index.ts';
import {
  openPool,
  PostgresBlobs,
  PostgresEventLog,
  PostgresExecutionStore,
} from '../src/persistence/index.ts';
import { AppendPipeline } from '../src/runtime/append/append-pipeline.ts';
import { contextOf } from '../src/runtime/execution-context.ts';
import { ModelTurns } from '../src/runtime/owner/model-turns.ts';
import { systemClock } from '../src/runtime/system-clock.ts';
import { WorkTurns } from '../src/runtime/work-turns.ts';
import { Worker } from '../src/runtime/worker/worker.ts';
import { Workflows } from '../src/runtime/workflows.ts';
import { refusedScripts } from '../src/sandbox/index.ts';
import { createEventFeed } from '../src/streaming/index.ts';
import { createValidator, type ValidationContext } from '../src/validation/index.ts';
import { capabilities, http, models, openBelowGraphql, requestFor, tracker } from './below-graphql.ts';
import type { Contestant } from './contestant.ts';
import { graphs, tokens } from './graphs.ts';
import type { Meter } from './meter.ts';
import { stepKind } from './step-kind.ts';
import { quietLog } from './temporary-database.ts';

export interface OpenContestant extends Contestant {
  close(): Promise<void>;
}

const secrets = {
  reveal: () => Promise.reject(new Error('the benchmark reveals nothing')),
  owned: () => Promise.reject(new Error('the benchmark sends no secrets')),
};
const context: ValidationContext = {
  purpose: 'execution',
  ownerId: localOwnerId,
  capabilities,
  secrets: null,
  requested: null,
};

/** The whole way below GraphQL: the door, the job, the run, the answer. */
export async function openDoor(url: string, meter: Meter): Promise<OpenContestant> {
  const runtime = await openBelowGraphql(url, stepKind(meter));
  return {
    name: 'Chatter, from the door',
    run: async (scenario) => {
      const { executionId, ended } = await runtime.engine.execute(requestFor(graphs[scenario]));
      if (ended !== 'completed') throw new Error(`${executionId}: ${ended}`);
      meter.ended(executionId);
    },
    close: () => runtime.close(),
  };
}

/** What the floors are the floor of: executions that were accepted before, from their claim to their durable end. */
export async function openOwner(url: string, meter: Meter): Promise<OpenContestant> {
  const pools = {
    worker: openPool({ url, size: 4, name: 'bench-worker', log: quietLog }),
    others: openPool({ url, size: 8, name: 'bench-others', log: quietLog }),
  };
  const jobs = { enqueue: async () => undefined, schedule: async () => undefined };
  const registry = createRegistry([...builtInKinds, stepKind(meter)]);
  const workflows = new Workflows({
    validator: createValidator(registry),
    registry,
    secrets,
    turns: new WorkTurns(systemClock),
  });
  const moving = {
    log: new PostgresEventLog({ pool: pools.worker, jobs }),
    store: new PostgresExecutionStore({ pool: pools.worker, jobs }),
  };
  const store = new PostgresExecutionStore({ pool: pools.others, jobs });
  const reading = new PostgresEventLog({ pool: pools.others, jobs });
  const feed = createEventFeed({ log: reading, clock: systemClock });
  const pipeline = new AppendPipeline({
    log: moving.log,
    clock: systemClock,
    serverLog: quietLog,
    onCommitted: (appends) => feed.publish(appends),
  });
  const blobs = new PostgresBlobs(pools.others);
  const services = {
    clock: systemClock,
    models,
    modelTurns: new ModelTurns(new Map()),
    scripts: refusedScripts,
    http,
    secrets,
    blobs,
    log: quietLog,
    random: Math.random,
    newId,
  };
  const worker = new Worker({
    name: 'bench',
    ...moving,
    pipeline,
    workflows,
    services,
    tracker,
    commanded: () => undefined,
    foundEnded: () => undefined,
    told: async () => undefined,
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
        if (event.type === 'ExecutionFailed') throw new Error(`${id}: ${event.error.message}`);
      }
    }
    if (seen !== tokens) throw new Error(`${id}: ${seen} tokens of ${tokens}`);
  };

  return {
    name: 'Chatter',
    prepare: async (scenario, count) => {
      const valid = await workflows.validated(graphs[scenario], context);
      const contexts = Array.from({ length: count }, () =>
        contextOf(requestFor(graphs[scenario]), valid, { id: newId(), at: Date.now() }),
      );
      await Promise.all(contexts.map((context) => store.accept(context)));
      for (const context of contexts) worker.expect(context);
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
      await Promise.all([pools.worker.end(), pools.others.end()]);
    },
  };
}
