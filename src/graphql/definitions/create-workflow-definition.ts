import { builder } from '../builder.ts';
import { mutationResult } from '../mutation-result.ts';
import { expensive } from '../operation-limits.ts';
import { documentOf } from '../workflow-graph/document-of.ts';
import { WorkflowGraphInput } from '../workflow-graph/workflow-graph-input.ts';
import { definitionSuccess } from './definition-success.ts';

const result = mutationResult(
  definitionSuccess('CreateWorkflowDefinitionSuccess', 'The definition was saved.', 'The new definition.'),
  ['ValidationError'],
);

builder.mutationField('createWorkflowDefinition', (t) =>
  t.field({
    type: result.type,
    complexity: expensive,
    args: {
      input: t.arg({
        type: builder.inputType('CreateWorkflowDefinitionInput', {
          description: 'A workflow to save.',
          fields: (i) => ({
            name: i.string({ required: true, description: 'Its name for people: 1 to 255 characters.' }),
            description: i.string({ description: 'What it is for.' }),
            tags: i.stringList({
              description: 'Words to find it by: at most 20, of 1 to 50 characters each.',
            }),
            isPublic: i.boolean({
              defaultValue: false,
              description: 'Others may read and run what is published.',
            }),
            graph: i.field({ type: WorkflowGraphInput, required: true, description: 'The draft.' }),
          }),
        }),
        required: true,
        description: 'The workflow.',
      }),
    },
    description: 'Saves a valid graph as the draft of a new definition. Nothing is published.',
    resolve: (_, { input }, { app, viewer }) =>
      result.answer(async () => ({
        definition: await app.createDefinition(viewer, {
          name: input.name,
          description: input.description ?? null,
          tags: input.tags ?? [],
          isPublic: input.isPublic ?? false,
          graph: documentOf(input.graph),
        }),
      })),
  }),
);
