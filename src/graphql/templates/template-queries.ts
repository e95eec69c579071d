import { builder } from '../builder.ts';
import { pageArguments, pageCost, pageOf, shownPage } from '../connection.ts';
import { expensive } from '../operation-limits.ts';
import { WorkflowTemplate, WorkflowTemplateConnection } from './workflow-template.ts';

const TemplateOrigin = builder.enumType('TemplateOrigin', {
  description: 'Whose a template is.',
  values: {
    OWN: { value: 'own', description: 'Your own.' },
    PUBLIC: { value: 'public', description: 'Shared by somebody else.' },
    BUILT_IN: { value: 'builtIn', description: 'Shipped with Chatter.' },
  } as const,
});

const TemplateFilterInput = builder.inputType('WorkflowTemplateFilterInput', {
  description: 'Which templates: those that satisfy all of these.',
  fields: (t) => ({
    name: t.string({ description: 'Part of the name, in any case.' }),
    text: t.string({ description: 'Part of the name, of the description or of a tag, in any case.' }),
    tag: t.string({ description: 'Has this tag.' }),
    category: t.string({ description: 'Of this category.' }),
    from: t.field({ type: TemplateOrigin, description: 'Of these only.' }),
  }),
});

builder.queryField('workflowTemplate', (t) =>
  t.field({
    type: WorkflowTemplate,
    nullable: true,
    args: { id: t.arg.id({ required: true, description: 'Its id.' }) },
    description: 'One of your own templates, a public or a built-in one. Null if there is none with this id.',
    resolve: (_, { id }, { loaders }) => loaders.template(id),
  }),
);

builder.queryField('workflowTemplates', (t) =>
  t.field({
    type: WorkflowTemplateConnection,
    args: {
      filter: t.arg({ type: TemplateFilterInput, description: 'Which ones; all by default.' }),
      ...pageArguments(t.arg),
    },
    complexity: (args) => pageCost(args),
    description: 'Every template that the caller may execute, newest first.',
    resolve: async (_, { filter, ...args }, { app, viewer }) => {
      const { name = null, text = null, tag = null, category = null, from = null } = filter ?? {};
      const page = await app.listTemplates(viewer, {
        filter: { name, text, tag, category, from },
        page: pageOf(args),
      });
      return shownPage(page, args);
    },
  }),
);

builder.queryField('exportWorkflowTemplate', (t) =>
  t.field({
    type: 'JSON',
    nullable: true,
    args: { id: t.arg.id({ required: true, description: 'The template.' }) },
    complexity: expensive,
    description:
      'A template as a file, for `importWorkflowTemplate` here or elsewhere. Null if there is no such template.',
    resolve: (_, { id }, { app, viewer }) => app.exportTemplate(viewer, id),
  }),
);
