import { builder } from '../builder.ts';
import { mutationResult } from '../mutation-result.ts';
import { expensive } from '../operation-limits.ts';
import { definitionSuccess } from './definition-success.ts';

const result = mutationResult(
  definitionSuccess(
    'RestoreWorkflowDefinitionVersionSuccess',
    'The version is the draft now.',
    'The definition as it is now.',
  ),
  ['ValidationError', 'NotFoundError', 'ConflictError'],
);

builder.mutationField('restoreWorkflowDefinitionVersion', (t) =>
  t.field({
    type: result.type,
    complexity: expensive,
    args: {
      id: t.arg.id({ required: true, description: 'The definition.' }),
      version: t.arg.int({ required: true, description: 'The number of the version.' }),
      expectedVersion: t.arg.int({
        description: 'Its `revision` as you have read it. By default, whatever the draft is now is used.',
      }),
    },
    description:
      'Makes an earlier version the draft again. This publishes nothing, and changes no execution.',
    resolve: (_, { id, version, expectedVersion }, { app, viewer }) =>
      result.answer(async () => ({
        definition: await app.restoreDefinitionVersion(viewer, {
          id,
          version,
          expectedVersion: expectedVersion ?? null,
        }),
      })),
  }),
);
