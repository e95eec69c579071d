import { v7 as newId } from 'uuid';
import { AppendPipeline } from '../runtime/append/append-pipeline.ts';
import { ModelTurns } from '../runtime/owner/model-turns.ts';
import type { EventFeed } from '../runtime/ports/event-feed.ts';
import type { Append, ExecutionEnd } from '../runtime/ports/event-log.ts';
import type { ExecutionChanges } from '../runtime/ports/execution-changes.ts';
import { Signals } from '../runtime/signals.ts';
import { Worker } from '../runtime/worker/worker.ts';
import type { Workflows } from '../runtime/workflows.ts';
import type { WorkflowTracker } from '../tracker/index.ts';
import type { Storage } from './open-storage.ts';
import type { RuntimeOptions } from './runtime-options.ts';

interface WorkerParts {
  readonly storage: Storage;
  readonly workflows: Workflows;
  readonly feed: EventFeed;
  readonly changes: ExecutionChanges;
}

/** What moves executions, and who is told of it. */
export function createWorker(options: RuntimeOptions, { storage, workflows, feed, changes }: WorkerParts) {
  const { models, http, scripts, clock, log, tracker, dispatcher, notifier, concurrency } = options;
  const { moving, secrets, blobs } = storage;
  const modelTurns = new ModelTurns(options.modelConcurrency);
  const services = {
    clock,
    models,
    modelTurns,
    http,
    scripts,
    secrets,
    blobs,
    log,
    random: Math.random,
    newId,
  };
  const pipeline = new AppendPipeline({
    log: moving.log,
    clock,
    serverLog: log,
    onCommitted: (appends) => {
      signals.committed(appends);
      track(tracker, appends);
    },
  });
  const worker = new Worker({
    name: `${process.pid}-${newId()}`,
    ...moving,
    pipeline,
    workflows,
    services,
    tracker,
    commanded: (executionIds) => signals.commanded(executionIds),
    foundEnded: (record) => signals.foundEnded(record),
    told: () => notifier.told(),
  });
  const signals = new Signals({ feed, changes, dispatcher, worker, notifier, isWorker: concurrency > 0 });
  return { worker, signals, modelTurns };
}

function track(tracker: WorkflowTracker, appends: readonly Append[]): void {
  for (const { executionId, events, end } of appends) {
    tracker.checkpoint(
      executionId,
      events.map(({ event }) => event),
    );
    if (end) trackEnd(tracker, executionId, end);
  }
}

function trackEnd(tracker: WorkflowTracker, executionId: string, { status, ...end }: ExecutionEnd): void {
  if (status === 'completed') tracker.complete(executionId, { ...end, status });
  else tracker.fail(executionId, { ...end, status });
}
