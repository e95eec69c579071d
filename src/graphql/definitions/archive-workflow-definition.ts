import { builder } from '../builder.ts';
import { mutationResult } from '../mutation-result.ts';
import { expensive } from '../operation-limits.ts';
import { definitionSuccess } from './definition-success.ts';

const result = mutationResult(
  definitionSuccess(
    'ArchiveWorkflowDefinitionSuccess',
    'The definition was put away, or taken out again.',
    'The definition as it is now.',
  ),
  ['NotFoundError'],
);

builder.mutationField('archiveWorkflowDefinition', (t) =>
  t.field({
    type: result.type,
    complexity: expensive,
    args: {
      id: t.arg.id({ required: true, description: 'The definition.' }),
      archived: t.arg.boolean({ defaultValue: true, description: 'False takes it out again.' }),
    },
    description:
      'Puts a definition away: lists leave it out unless they ask for what is archived. It can be read, changed and run as before.',
    resolve: (_, { id, archived }, { app, viewer }) =>
      result.answer(async () => ({
        definition: await app.archiveDefinition(viewer, { id, archived: archived ?? true }),
      })),
  }),
);
