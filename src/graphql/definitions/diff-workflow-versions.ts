import { builder } from '../builder.ts';
import { expensive } from '../operation-limits.ts';
import { WorkflowDiff } from './workflow-diff.ts';

builder.queryField('diffWorkflowVersions', (t) =>
  t.field({
    type: WorkflowDiff,
    nullable: true,
    args: {
      definitionId: t.arg.id({ required: true, description: 'The definition.' }),
      from: t.arg.int({ description: 'The number of a version; the published one by default.' }),
      to: t.arg.int({
        description:
          "The number of a version. By default the draft; of somebody else's definition, the published version.",
      }),
    },
    complexity: expensive,
    description:
      'What leads from one version of a definition to another. Null if there is no such definition or version.',
    resolve: (_, { definitionId, from, to }, { app, viewer }) =>
      app.diffVersions(viewer, { definitionId, from: from ?? null, to: to ?? null }),
  }),
);
