import { builder } from '../builder.ts';
import { expensive } from '../operation-limits.ts';

builder.queryField('exportWorkflow', (t) =>
  t.field({
    type: 'JSON',
    nullable: true,
    args: {
      definitionId: t.arg.id({ required: true, description: 'The definition.' }),
      version: t.arg.int({
        description:
          "The number of a version. By default the draft; of somebody else's definition, what is published.",
      }),
    },
    complexity: expensive,
    description:
      'A workflow as a file for `importWorkflow`, always the same for the same workflow. It holds nothing of whose it is. Null if there is no such definition or version.',
    resolve: (_, { definitionId, version }, { app, viewer }) =>
      app.exportWorkflow(viewer, { definitionId, version: version ?? null }),
  }),
);
