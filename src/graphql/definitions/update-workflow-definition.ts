import { builder } from '../builder.ts';
import { mutationResult } from '../mutation-result.ts';
import { expensive } from '../operation-limits.ts';
import { documentOf } from '../workflow-graph/document-of.ts';
import { WorkflowGraphInput } from '../workflow-graph/workflow-graph-input.ts';
import { definitionSuccess } from './definition-success.ts';

const UpdateWorkflowDefinitionInput = builder.inputType('UpdateWorkflowDefinitionInput', {
  description: 'What to change. Fields that are left out stay as they are.',
  fields: (t) => ({
    id: t.id({ required: true, description: 'The definition.' }),
    expectedVersion: t.int({
      required: true,
      description:
        'Its `revision` as you have read it: if it has changed since, the answer is a ConflictError.',
    }),
    name: t.string({ description: 'Its name, for people.' }),
    description: t.string({ description: 'What it is for, at most 10,000 characters; null removes it.' }),
    tags: t.stringList({ description: 'Words to find it by: at most 20, of 1 to 50 characters each.' }),
    isPublic: t.boolean({ description: 'Others may read and run what is published.' }),
    graph: t.field({ type: WorkflowGraphInput, description: 'The draft.' }),
  }),
});

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
      input: t.arg({ type: UpdateWorkflowDefinitionInput, required: true, description: 'The change.' }),
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

/** Null removes a description; elsewhere it is what was left out. */
function changesOf(input: typeof UpdateWorkflowDefinitionInput.$inferInput) {
  const { name, description, tags, isPublic, graph } = input;
  return {
    ...(typeof name === 'string' ? { name } : {}),
    ...(description === undefined ? {} : { description }),
    ...(tags ? { tags } : {}),
    ...(typeof isPublic === 'boolean' ? { isPublic } : {}),
    ...(graph ? { graph: documentOf(graph) } : {}),
  };
}
