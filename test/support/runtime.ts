import { type App, type ExecuteWorkflowInput, localOwnerId, type Viewer } from '../../src/app/index.ts';
import { createPgBossDispatcher } from '../../src/dispatch/index.ts';
import type { EventOf, ExecutionEvent, ExecutionEventType } from '../../src/engine/index.ts';
import { createHttp } from '../../src/http/index.ts';
import { createModels, createOfflineProvider } from '../../src/models/index.ts';
import { builtInKinds, createRegistry, type NodeRegistry } from '../../src/nodes/index.ts';
import type { Clock } from '../../src/runtime/ports/clock.ts';
import type { ExecutionView } from '../../src/runtime/ports/execution-queries.ts';
import type { Http } from '../../src/runtime/ports/http.ts';
import type { Models } from '../../src/runtime/ports/models.ts';
import type { Notifier } from '../../src/runtime/ports/notifier.ts';
import type { Scripts } from '../../src/runtime/ports/scripts.ts';
import type { ServerLog } from '../../src/runtime/ports/server-log.ts';
import { systemClock } from '../../src/runtime/system-clock.ts';
import { createSandbox } from '../../src/sandbox/index.ts';
import { capabilitiesOf } from '../../src/server/capabilities.ts';
import { openRuntime, type Runtime } from '../../src/server/open-runtime.ts';
import { noOthers } from '../../src/streaming/index.ts';
import { type TrackerSink, WorkflowTracker } from '../../src/tracker/index.ts';
import { defaultValidationLimits } from '../../src/validation/index.ts';
import { createTestDatabase } from './database.ts';
import { ManualClock } from './manual-clock.ts';
import { noopKind } from './noop-kind.ts';
import { nothingAsked } from './nothing-asked.ts';
import { silentLog } from './silent-log.ts';

export const testSecretKey = Buffer.alloc(32, 7);

export const testRegistry = createRegistry([...builtInKinds, noopKind]);

interface TestRuntimeOptions {
  readonly url: string;
  readonly clock?: Clock;
  readonly models?: Models;
  readonly http?: Http;
  readonly scripts?: Scripts;
  readonly registry?: NodeRegistry;
  readonly sinks?: readonly TrackerSink[];
  /** How many executions it moves at a time; 0: it only accepts them. */
  readonly concurrency?: number;
  /** Whether whoever used the database before is known to be dead. */
  readonly formerOwnersDead?: boolean;
  readonly modelConcurrency?: ReadonlyMap<string, number>;
  readonly secretKey?: Uint8Array | null;
  /** How it tells other runtimes on the same database; without one, they look by themselves. */
  readonly notifier?: Notifier;
  readonly log?: ServerLog;
}

/** A whole server without its transports, on a database of the test's. */
export async function openTestRuntime(options: TestRuntimeOptions): Promise<Runtime> {
  const { url, clock = systemClock, concurrency = 100, formerOwnersDead = false } = options;
  const models = options.models ?? createModels([createOfflineProvider(clock)]);
  const http = options.http ?? createHttp({ allowed: [], clock });
  const runtime = await openRuntime({
    url,
    formerOwnersDead,
    notifier: options.notifier ?? noOthers,
    registry: options.registry ?? testRegistry,
    models,
    modelConcurrency: options.modelConcurrency ?? new Map(),
    http,
    secretKey: options.secretKey === undefined ? testSecretKey : options.secretKey,
    scripts: options.scripts ?? createSandbox(clock),
    clock,
    log: options.log ?? silentLog,
    tracker: new WorkflowTracker({ sinks: options.sinks ?? [], onFailure: () => undefined }),
    concurrency,
    perOwner: null,
    replayWindowMs: 86_400_000,
    retention: { days: null, perOwner: null, perDefinition: null },
    capabilities: capabilitiesOf(models, clock, {
      limits: defaultValidationLimits,
      allowsCode: true,
      mayAsk: (host) => http.mayAsk(host),
    }),
    dispatcher: createPgBossDispatcher({ database: { url }, log: silentLog, clock }),
  });
  await runtime.start();
  return runtime;
}

interface StillOptions extends Omit<TestRuntimeOptions, 'url' | 'clock'> {
  readonly clock?: ManualClock;
}

/** The same on a database of its own, where time passes only as the test lets it: nothing is over too soon. */
export async function openStillRuntime({ clock = new ManualClock(), ...options }: StillOptions = {}) {
  const database = await createTestDatabase();
  const runtime = await openTestRuntime({ ...options, url: database.url, clock });
  return {
    app: runtime.app,
    gauges: runtime.gauges,
    url: database.url,
    clock,
    [Symbol.asyncDispose]: async () => {
      await runtime.close();
      await database.drop();
    },
  };
}

export const testViewer: Viewer = { ownerId: localOwnerId, role: 'admin' };

/** Whoever asks to wait as long as anybody may gets the end, also where this machine takes longer. */
const untilItEnds = 30_000;

/** Executes a graph; unless it is told otherwise, without waiting. Its output is whole, however large. */
export async function execute(
  app: App,
  graph: unknown,
  more: Partial<ExecuteWorkflowInput> = {},
  viewer = testViewer,
): Promise<ExecutionView> {
  const input = { ...nothingAsked, target: { kind: 'graph', graph } as const, ...more };
  const { execution: found } = await app.executeWorkflow(viewer, input);
  const execution = input.waitMs === untilItEnds ? await ended(app, found, viewer) : found;
  if (!execution.apart.output) return execution;
  return { ...execution, output: await app.wholeValue(viewer, execution.id, 'output') };
}

async function ended(app: App, execution: ExecutionView, viewer: Viewer): Promise<ExecutionView> {
  if (execution.completedAt !== null) return execution;
  await logOf(app, execution.id, viewer);
  return (await app.getExecution(viewer, execution.id)) ?? execution;
}

/** Follows the execution until an event of this type, and gives it. */
export async function eventOf<T extends ExecutionEventType>(
  app: App,
  executionId: string,
  type: T,
  viewer = testViewer,
): Promise<EventOf<T>> {
  for await (const event of eventsOf(app, executionId, viewer)) if (isOf(event, type)) return event;
  throw new Error(`execution ${executionId} ended without ${type}`);
}

/** Its log up to the event of this type that is the `count`th. */
export async function logUntil(
  app: App,
  executionId: string,
  type: ExecutionEventType,
  count = 1,
): Promise<readonly ExecutionEvent[]> {
  const log: ExecutionEvent[] = [];
  for await (const event of eventsOf(app, executionId)) {
    log.push(event);
    if (log.filter((one) => one.type === type).length === count) return log;
  }
  throw new Error(`execution ${executionId} ended without ${count} of ${type}`);
}

/** All its events, until it ends. */
export async function logOf(
  app: App,
  executionId: string,
  viewer = testViewer,
): Promise<readonly ExecutionEvent[]> {
  const events: ExecutionEvent[] = [];
  for await (const event of eventsOf(app, executionId, viewer)) events.push(event);
  return events;
}

async function* eventsOf(app: App, executionId: string, viewer = testViewer): AsyncIterable<ExecutionEvent> {
  const batches = await app.watchExecutionEvents(viewer, { executionId, after: 0 });
  for await (const { events } of batches) for (const { event } of events) yield event;
}

function isOf<T extends ExecutionEventType>(event: ExecutionEvent, type: T): event is EventOf<T> {
  return event.type === type;
}

/** `start`, then these nodes one after the other. */
export function sequence(...nodes: readonly object[]) {
  const all = [
    { id: 'start', type: 'start' },
    ...nodes.map((node, index) => ({ id: `n${index + 1}`, ...node })),
  ];
  const edges = all.slice(1).map((node, index) => ({ source: all[index]?.id, target: node.id }));
  return { nodes: all, edges };
}

export const noop = (config: object = {}, more: object = {}) => ({ type: 'noop', config, ...more });
