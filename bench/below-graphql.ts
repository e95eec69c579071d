import { localOwnerId } from '../src/app/index.ts';
import { createPgBossDispatcher } from '../src/dispatch/index.ts';
import { builtInKinds, createRegistry, type RegisteredKind } from '../src/nodes/index.ts';
import type { ExecutionRequest } from '../src/runtime/execution-request.ts';
import { systemClock } from '../src/runtime/system-clock.ts';
import { refusedScripts } from '../src/sandbox/index.ts';
import { capabilitiesOf } from '../src/server/capabilities.ts';
import { openRuntime, type Runtime } from '../src/server/open-runtime.ts';
import { noOthers } from '../src/streaming/index.ts';
import { WorkflowTracker } from '../src/tracker/index.ts';
import { defaultValidationLimits } from '../src/validation/index.ts';
import { quietLog } from './temporary-database.ts';

export const tracker = new WorkflowTracker({ sinks: [], onFailure: console.error });

/** Provider calls are no part of this: the work streams by itself. */
export const models = {
  list: () => [],
  stream: () => {
    throw new Error('the benchmark calls no model');
  },
};

const mayAsk = () => false;
export const http = { mayAsk, send: () => Promise.reject(new Error('the benchmark sends nothing')) };

export const capabilities = capabilitiesOf(models, systemClock, {
  limits: defaultValidationLimits,
  allowsCode: true,
  mayAsk,
});

/** The whole of a server below GraphQL, with one kind of node more. Its database must be migrated. */
export async function openBelowGraphql(url: string, kind: RegisteredKind): Promise<Runtime> {
  const runtime = await openRuntime({
    url,
    dispatcher: createPgBossDispatcher({ database: { url }, log: quietLog }),
    notifier: noOthers,
    formerOwnersDead: true,
    http,
    secretKey: null,
    registry: createRegistry([...builtInKinds, kind]),
    models,
    modelConcurrency: new Map(),
    scripts: refusedScripts,
    clock: systemClock,
    log: quietLog,
    tracker,
    replayWindowMs: 86_400_000,
    retention: { days: null, perOwner: null, perDefinition: null },
    concurrency: 200,
    perOwner: null,
    capabilities,
  });
  await runtime.start();
  return runtime;
}

/** @param waitMs how long its caller waits for the end */
export function requestFor(
  graph: object,
  { input = null, waitMs = 30_000 }: Partial<Pick<ExecutionRequest, 'input' | 'waitMs'>> = {},
): ExecutionRequest {
  return {
    ownerId: localOwnerId,
    type: 'custom',
    graph,
    asked: null,
    definitionId: null,
    definitionVersion: null,
    templateId: null,
    conversationId: null,
    history: [],
    input,
    message: null,
    modelDefaults: {},
    limits: {},
    idempotencyKey: null,
    waitMs,
    priority: 'normal',
    debug: false,
    correlationId: null,
  };
}
