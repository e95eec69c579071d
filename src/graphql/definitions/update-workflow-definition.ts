import { builder } from '../builder.ts';
import { mutationResult } from '../mutation-result.ts';
import { expensive } from '../operation-limits.ts';
import { documentOf } from '../workflow-graph/document-of.ts';
import { WorkflowGraphInput } from '../workflow-graph/workflow-graph-input.ts';
import { definitionSuccess } from './definition-success.ts';

const result = mutationResult(
  definitionSuccess(
    'UpdateWorkflowDefinitionSuccess',
    'The draft was changed.',
    'The definition as it is now.',
  ),
  ['ValidationError', 'NotFoundError', 'ConflictError'],
);

builder.mutationField('updateWorkflowDefinition', (t) =>
  t.field({
    type: result.type,
    complexity: expensive,
    args: {
      input: t.arg({
        type: builder.inputType('UpdateWorkflowDefinitionInput', {
          description: 'What to change. What is left out stays as it is.',
          fields: (i) => ({
            id: i.id({ required: true, description: 'The definition.' }),
            expectedVersion: i.int({
              required: true,
              description:
                'Its `revision` as you have read it: if it has moved since, the answer is a ConflictError.',
            }),
            name: i.string({ description: 'What people call it.' }),
            description: i.string({ description: 'What it is for; null removes it.' }),
            tags: i.stringList({ description: 'Words to find it by; at most 20.' }),
            isPublic: i.boolean({ description: 'Others may read and run what is published.' }),
            graph: i.field({ type: WorkflowGraphInput, description: 'The draft.' }),
          }),
        }),
        required: true,
        description: 'The change.',
      }),
    },
    description: 'Changes the draft of a definition. Published versions stay as they are.',
    resolve: (_, { input }, { app, viewer }) =>
      result.answer(async () => ({
        definition: await app.updateDefinition(viewer, {
          id: input.id,
          expectedVersion: input.expectedVersion,
          changes: changesOf(input),
        }),
      })),
  }),
);

interface ChangesInput {
  readonly name?: string | null | undefined;
  readonly description?: string | null | undefined;
  readonly tags?: readonly string[] | null | undefined;
  readonly isPublic?: boolean | null | undefined;
  readonly graph?: typeof WorkflowGraphInput.$inferInput | null | undefined;
}

/** Null removes a description; elsewhere it is what was left out. */
function changesOf({ name, description, tags, isPublic, graph }: ChangesInput) {
  return {
    ...(typeof name === 'string' ? { name } : {}),
    ...(description === undefined ? {} : { description }),
    ...(tags ? { tags } : {}),
    ...(typeof isPublic === 'boolean' ? { isPublic } : {}),
    ...(graph ? { graph: documentOf(graph) } : {}),
  };
}
