import { z } from 'zod';
import type { WorkflowLimits } from '../graph/index.ts';
import { workflowLimitsSchema } from '../graph/workflow-graph.ts';
import type { Json, JsonObject } from '../kernel/index.ts';
import type { ModelDefaults } from '../nodes/index.ts';
import { type ExecutionPriority, executionPriorities } from '../runtime/execution-record.ts';
import type { ExecutionView } from '../runtime/ports/execution-queries.ts';
import type { AppPorts } from './app-ports.ts';
import { conversationHistory } from './conversation-history.ts';
import { type ExecutionTarget, executionSource } from './execution-source.ts';
import { requireExecution } from './get-execution.ts';
import { invalidInput, keySchema, readInput, requireStorable } from './read-input.ts';
import { runnableWorkflow } from './validated-graph.ts';
import type { Viewer } from './viewer.ts';

export interface ExecuteWorkflowInput {
  readonly target: ExecutionTarget;
  readonly input: Json;
  /** The user's turn. */
  readonly message: string | null;
  /** One's own, which the turn belongs to. */
  readonly conversationId: string | null;
  /** Of a template; elsewhere null. */
  readonly parameters: JsonObject | null;
  readonly model: ModelDefaults;
  /** They may only tighten those of the graph. */
  readonly limits: Partial<WorkflowLimits>;
  readonly idempotencyKey: string | null;
  /** 0 to 30,000. */
  readonly waitMs: number;
  readonly priority: ExecutionPriority;
  readonly debug: boolean;
  readonly correlationId: string | null;
}

export interface ExecutedWorkflow {
  /** As its row is now: ended, if it did so within `waitMs`. */
  readonly execution: ExecutionView;
  /** The idempotency key was used before for the same request: nothing new was started. */
  readonly existing: boolean;
}

/**
 * As JSON text; a request has no more in any case. What is large is stored apart from everything else. A message is what
 * a person says: its bound is that of a document.
 */
const mostInputBytes = 12 * 1024 * 1024;

const limits = workflowLimitsSchema.shape;

const schema = z.object({
  model: z.strictObject({
    provider: keySchema.exactOptional(),
    model: keySchema.exactOptional(),
    temperature: z.number().min(0).max(2).exactOptional(),
    maxTokens: z.int().min(1).exactOptional(),
    systemPrompt: z.string().max(1_000_000).exactOptional(),
  }),
  // Without the defaults of a graph: what is not given tightens nothing.
  limits: z.strictObject({
    timeoutMs: limits.timeoutMs.unwrap().exactOptional(),
    maxSteps: limits.maxSteps.unwrap().exactOptional(),
    maxIterations: limits.maxIterations.unwrap().exactOptional(),
    maxTokens: limits.maxTokens.unwrap().exactOptional(),
    maxCostUsd: limits.maxCostUsd.unwrap().exactOptional(),
  }),
  idempotencyKey: keySchema.nullable(),
  waitMs: z.int().min(0).max(30_000),
  priority: z.enum(executionPriorities),
  debug: z.boolean(),
  correlationId: keySchema.nullable(),
});

/** Executes whatever the target names, through the one door. */
export async function executeWorkflow(
  ports: AppPorts,
  viewer: Viewer,
  request: ExecuteWorkflowInput,
): Promise<ExecutedWorkflow> {
  const { target, parameters, conversationId, input, message, ...settings } = request;
  const { model: modelDefaults, ...rest } = readInput(schema, settings, 'request');
  requireTurn(target, message);
  const source = await executionSource(ports, viewer, { target, parameters });
  const graph = await runnableWorkflow(ports, viewer, source.graph);
  const history = await conversationHistory(ports, viewer, request);
  const { executionId, existing } = await ports.engine.execute({
    ...source,
    graph,
    ...rest,
    ownerId: viewer.ownerId,
    input: requireStorable(input, 'input', mostInputBytes),
    message: requireStorable(message, 'message'),
    conversationId: conversationId?.toLowerCase() ?? null,
    history,
    modelDefaults: requireStorable(modelDefaults, 'model'),
    asked: askedOf(request),
  });
  return { execution: await requireExecution(ports, viewer, executionId), existing };
}

/** A plain chat sends what was said, and nothing else. */
function requireTurn({ kind }: ExecutionTarget, message: string | null): void {
  if (kind !== 'chat' || (message !== null && message.trim() !== '')) return;
  const wanted = 'a chat answers what the user says: set message';
  throw invalidInput([{ path: 'request.message', message: wanted }]);
}

/** What the same idempotency key must come with. */
function askedOf({
  waitMs: _,
  idempotencyKey: __,
  correlationId: ___,
  priority,
  ...asked
}: ExecuteWorkflowInput): unknown {
  // Requests from before there were priorities had none.
  return priority === 'normal' ? asked : { ...asked, priority };
}
