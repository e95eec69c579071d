import { v7 as newId } from 'uuid';
import { localOwnerId } from '../../src/app/index.ts';
import { contextOf, type ExecutionContext } from '../../src/runtime/execution-context.ts';
import type { ExecutionRequest } from '../../src/runtime/execution-request.ts';
import { systemClock } from '../../src/runtime/system-clock.ts';
import { WorkTurns } from '../../src/runtime/work-turns.ts';
import { Workflows } from '../../src/runtime/workflows.ts';
import { createValidator } from '../../src/validation/index.ts';
import { testRegistry } from './runtime.ts';
import { apiContext } from './validation-context.ts';

/** None of which has been compiled yet. */
export function newTestWorkflows(): Workflows {
  return new Workflows({
    turns: new WorkTurns(systemClock),
    validator: createValidator(testRegistry),
    registry: testRegistry,
    secrets: { owned: async () => new Set() },
  });
}

export const testWorkflows = newTestWorkflows();

/** What asks for an execution of the graph. */
export function requestFor(graph: unknown, more: Partial<ExecutionRequest> = {}): ExecutionRequest {
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
    input: null,
    message: null,
    modelDefaults: {},
    limits: {},
    idempotencyKey: null,
    waitMs: 0,
    priority: 'normal',
    debug: false,
    correlationId: null,
    ...more,
  };
}

/** An execution of the graph as the door hands it to the store. */
export async function contextFor(
  graph: unknown,
  more: Partial<ExecutionRequest> = {},
): Promise<ExecutionContext> {
  const workflow = await testWorkflows.validated(graph, apiContext);
  return contextOf(requestFor(graph, more), workflow, { id: newId(), at: Date.now() });
}
