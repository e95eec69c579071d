import type { DefinitionVersion } from '../../runtime/ports/definition-store.ts';
import { builder } from '../builder.ts';
import { mutationResult } from '../mutation-result.ts';
import { expensive } from '../operation-limits.ts';
import { WorkflowDefinition } from './workflow-definition.ts';
import { WorkflowDefinitionVersion } from './workflow-definition-version.ts';

const result = mutationResult(
  builder.objectRef<{ readonly version: DefinitionVersion }>('PublishWorkflowDefinitionSuccess').implement({
    description: 'The draft is published.',
    fields: (t) => ({
      version: t.expose('version', {
        type: WorkflowDefinitionVersion,
        description: 'The new version; or the published one, if the draft runs the same.',
      }),
      definition: t.field({
        type: WorkflowDefinition,
        nullable: true,
        description: 'The definition as it is now.',
        resolve: ({ version }, _, { loaders }) => loaders.definition(version.definitionId),
      }),
    }),
  }),
  ['ValidationError', 'NotFoundError', 'ConflictError'],
);

builder.mutationField('publishWorkflowDefinition', (t) =>
  t.field({
    type: result.type,
    complexity: expensive,
    args: {
      id: t.arg.id({ required: true, description: 'The definition.' }),
      expectedVersion: t.arg.int({
        description: 'Its `revision` as you have read it. By default, whatever the draft is now is used.',
      }),
      changelog: t.arg.string({ description: 'What is new in it, for people; at most 10000 characters.' }),
    },
    description: 'Makes the draft the next version, which never changes.',
    resolve: (_, { id, expectedVersion, changelog }, { app, viewer }) =>
      result.answer(async () => ({
        version: await app.publishDefinition(viewer, {
          id,
          expectedVersion: expectedVersion ?? null,
          ...(typeof changelog === 'string' ? { changelog } : {}),
        }),
      })),
  }),
);
