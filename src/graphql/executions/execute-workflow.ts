import type { ExecuteWorkflowInput as UseCaseInput } from '../../app/index.ts';
import type { ExecutionView } from '../../runtime/ports/execution-queries.ts';
import { builder } from '../builder.ts';
import { jsonObject } from '../json-object.ts';
import { mutationResult } from '../mutation-result.ts';
import { expensive } from '../operation-limits.ts';
import { given } from '../workflow-graph/document-of.ts';
import { ExecutionLimitsInput } from '../workflow-graph/workflow-graph-input.ts';
import { ExecutionPriority } from './execution-enums.ts';
import { ExecutionTargetInput, executionTargetOf } from './execution-target.ts';
import { WorkflowExecution } from './workflow-execution.ts';

const ModelSettingsInput = builder.inputType('ModelSettingsInput', {
  description: 'Model settings for everything that the model nodes of the workflow leave open.',
  fields: (t) => ({
    provider: t.string({ description: 'The provider: one of `models`.' }),
    model: t.string({ description: 'The model: one of `models`.' }),
    temperature: t.float({ description: 'The sampling temperature: 0 to 2.' }),
    maxTokens: t.int({ description: 'How many tokens one answer may have: at least 1.' }),
    systemPrompt: t.string({ description: 'The system prompt.' }),
  }),
});

const ExecuteWorkflowInput = builder.inputType('ExecuteWorkflowInput', {
  description: 'What to execute, and how.',
  fields: (t) => ({
    target: t.field({ type: ExecutionTargetInput, required: true, description: 'What is executed.' }),
    input: t.field({
      type: 'JSON',
      description: 'The input of the workflow, which is checked against the `inputs` of its graph.',
    }),
    message: t.string({
      description:
        "The user's turn: added to the messages, and copied to `input.message`. A plain chat needs one.",
    }),
    conversationId: t.id({
      description:
        'The one of your own `conversations` that the turn belongs to: the messages begin with the turns that were answered in it so far, at most the latest 50 turns and 100,000 bytes. Needs a `message`.',
    }),
    parameters: t.field({
      type: 'JSON',
      description: 'Values of the parameters of a template, by their names.',
    }),
    model: t.field({
      type: ModelSettingsInput,
      description: 'Model settings for everything that the model nodes leave open.',
    }),
    limits: t.field({
      type: ExecutionLimitsInput,
      description: 'Limits, which may only tighten those of the graph.',
    }),
    idempotencyKey: t.string({
      description:
        'Makes it safe to repeat the request: the same key with the same request returns the same execution; with another request, it is a ConflictError. At most 255 characters; remembered for at least 24 hours.',
    }),
    waitMs: t.int({
      defaultValue: 0,
      description:
        'How long to wait for the end of the execution, in milliseconds: 0 to 30000. The answer comes when it ends or the time is up, whichever is first.',
    }),
    priority: t.field({
      type: ExecutionPriority,
      defaultValue: 'normal',
      description:
        'Its rank among the executions that wait for a worker. It gives no owner an advantage over others while places are scarce.',
    }),
    debug: t.boolean({
      defaultValue: false,
      description: 'Whether to log prompts, variables and model calls.',
    }),
  }),
});

const result = mutationResult(
  builder.objectRef<{ readonly execution: ExecutionView }>('ExecuteWorkflowSuccess').implement({
    description: 'The execution was accepted. If it fails, it is the execution that says so.',
    fields: (t) => ({
      execution: t.expose('execution', {
        type: WorkflowExecution,
        description: 'The execution as it is now. It has ended, if it did so within `waitMs`.',
      }),
    }),
  }),
  ['ValidationError', 'NotFoundError', 'ConflictError', 'LimitError', 'InvalidStateError', 'ForbiddenError'],
);

builder.mutationField('executeWorkflow', (t) =>
  t.field({
    type: result.type,
    args: { input: t.arg({ type: ExecuteWorkflowInput, required: true, description: 'The request.' }) },
    complexity: expensive,
    description: 'Executes a definition, a template, a graph or a plain chat.',
    resolve: (_, { input }, { app, viewer, correlationId }) =>
      result.answer(() => app.executeWorkflow(viewer, requestOf(input, correlationId))),
  }),
);

function requestOf(
  input: typeof ExecuteWorkflowInput.$inferInput,
  correlationId: string | null,
): UseCaseInput {
  return {
    target: executionTargetOf(input.target),
    input: input.input ?? null,
    message: input.message ?? null,
    conversationId: input.conversationId ?? null,
    parameters: jsonObject(input.parameters, 'parameters'),
    model: given(input.model ?? {}),
    limits: given(input.limits ?? {}),
    idempotencyKey: input.idempotencyKey ?? null,
    waitMs: input.waitMs ?? 0,
    priority: input.priority ?? 'normal',
    debug: input.debug ?? false,
    correlationId,
  };
}
