import { builder } from '../builder.ts';
import { mutationResult } from '../mutation-result.ts';
import { expensive } from '../operation-limits.ts';
import { definitionSuccess } from './definition-success.ts';

const result = mutationResult(
  definitionSuccess(
    'ArchiveWorkflowDefinitionSuccess',
    'The definition was archived, or taken out of the archive.',
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
      archived: t.arg.boolean({ defaultValue: true, description: 'False takes it out of the archive.' }),
    },
    description:
      'Archives a definition: lists omit it unless they ask for archived ones. It can still be read, changed and run.',
    resolve: (_, { id, archived }, { app, viewer }) =>
      result.answer(async () => ({
        definition: await app.archiveDefinition(viewer, { id, archived: archived ?? true }),
      })),
  }),
);
