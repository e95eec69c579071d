import { builder } from '../builder.ts';
import { mutationResult } from '../mutation-result.ts';
import { expensive } from '../operation-limits.ts';
import { definitionSuccess } from './definition-success.ts';

const result = mutationResult(
  definitionSuccess('DuplicateWorkflowDefinitionSuccess', 'The copy was saved.', 'The copy.'),
  ['ValidationError', 'NotFoundError'],
);

builder.mutationField('duplicateWorkflowDefinition', (t) =>
  t.field({
    type: result.type,
    complexity: expensive,
    args: {
      id: t.arg.id({ required: true, description: 'The definition: your own, or a public one.' }),
      name: t.arg.string({
        description: 'The name of the copy; by default, that of the original followed by ` (copy)`.',
      }),
    },
    description:
      "Saves the draft of a definition (of somebody else's, what is published) as the draft of a new, private one.",
    resolve: (_, { id, name }, { app, viewer }) =>
      result.answer(async () => ({
        definition: await app.duplicateDefinition(viewer, { id, name: name ?? null }),
      })),
  }),
);
