import type { ListExecutionsInput } from '../../app/index.ts';
import { builder } from '../builder.ts';
import { ExecutionStatus, WorkflowType } from './execution-enums.ts';

export const ExecutionFilterInput = builder.inputType('ExecutionFilterInput', {
  description: 'Which executions: those that satisfy all of these.',
  fields: (t) => ({
    ownerId: t.id({
      description: 'Of this owner; by default, your own. Only administrators see those of others.',
    }),
    status: t.field({ type: [ExecutionStatus], description: 'One of these.' }),
    type: t.field({ type: [WorkflowType], description: 'One of these.' }),
    definitionId: t.id({ description: 'Of this definition.' }),
    templateId: t.id({ description: 'Of this template.' }),
    conversationId: t.id({
      description:
        'In this conversation, even if that was deleted. In a list, it cannot be combined with definition, template or type.',
    }),
    createdAfter: t.field({ type: 'DateTime', description: 'Accepted at this moment or later.' }),
    createdBefore: t.field({ type: 'DateTime', description: 'Accepted before this moment.' }),
    minDurationMs: t.int({
      description: 'Took at least so many milliseconds. A list must then be ordered by duration.',
    }),
    maxDurationMs: t.int({
      description: 'Took at most so many milliseconds. A list must then be ordered by duration.',
    }),
    errorText: t.string({
      description:
        'Words of its error, in any case and order, each from its beginning: `time prov` finds "the provider timed out". At most 200 characters.',
    }),
  }),
});

type FilterInput = typeof ExecutionFilterInput.$inferInput;

export function executionFilterOf(input: FilterInput | null | undefined): ListExecutionsInput['filter'] {
  const { ownerId, status, type, definitionId, templateId, conversationId, ...more } = input ?? {};
  return {
    ownerId: ownerId ?? null,
    // Nothing is paused yet: no execution has this status.
    status: status?.filter((one) => one !== 'paused') ?? null,
    type: type ?? null,
    definitionId: definitionId ?? null,
    templateId: templateId ?? null,
    conversationId: conversationId ?? null,
    createdAfter: more.createdAfter ?? null,
    createdBefore: more.createdBefore ?? null,
    minDurationMs: more.minDurationMs ?? null,
    maxDurationMs: more.maxDurationMs ?? null,
    errorText: more.errorText ?? null,
  };
}
