import { builder } from '../builder.ts';
import { pageArguments, pageCost, pageOf, shownPage } from '../connection.ts';
import { WorkflowDefinition, WorkflowDefinitionConnection } from './workflow-definition.ts';

const DefinitionFilterInput = builder.inputType('WorkflowDefinitionFilterInput', {
  description: 'Which definitions: those that satisfy everything that is given.',
  fields: (t) => ({
    name: t.string({ description: 'Part of the name, in any case.' }),
    tag: t.string({ description: 'Has this tag.' }),
  }),
});

builder.queryField('workflowDefinition', (t) =>
  t.field({
    type: WorkflowDefinition,
    nullable: true,
    args: { id: t.arg.id({ required: true, description: 'Its id.' }) },
    description: "One's own definition, or a public one. Null where there is none with this id.",
    resolve: (_, { id }, { loaders }) => loaders.definition(id),
  }),
);

builder.queryField('workflowDefinitions', (t) =>
  t.field({
    type: WorkflowDefinitionConnection,
    args: {
      filter: t.arg({ type: DefinitionFilterInput, description: 'Which ones; all where it is left out.' }),
      ...pageArguments(t.arg),
    },
    complexity: (args) => pageCost(args),
    description: "One's own definitions, newest first.",
    resolve: async (_, { filter, ...args }, { app, viewer }) => {
      const page = await app.listDefinitions(viewer, {
        filter: { name: filter?.name ?? null, tag: filter?.tag ?? null },
        page: pageOf(args),
      });
      return shownPage(page, args);
    },
  }),
);
