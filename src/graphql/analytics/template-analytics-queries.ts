import type { RankedTemplate } from '../../runtime/ports/analytics-store.ts';
import { builder } from '../builder.ts';
import { firstArgument, pageCost } from '../connection.ts';
import { WorkflowTemplate } from '../templates/workflow-template.ts';
import { TemplateAnalytics } from './template-analytics.ts';

const TemplateRanking = builder.enumType('TemplateRanking', {
  description: 'What makes a template come first.',
  values: {
    MOST_USED: { value: 'most-used', description: 'The most executions.' },
    MOST_SUCCESSFUL: {
      value: 'most-successful',
      description: 'The highest share of completed executions; among equals, the most used.',
    },
    LAST_USED: { value: 'last-used', description: 'The latest end of an execution.' },
  } as const,
});

const RankedTemplateType = builder.objectRef<RankedTemplate>('RankedTemplate').implement({
  description: 'A template, and how much it was used.',
  fields: (t) => ({
    template: t.field({
      type: WorkflowTemplate,
      nullable: true,
      description: 'The template; null: it has just been deleted.',
      resolve: ({ templateId }, _, { loaders }) => loaders.template(templateId),
    }),
    analytics: t.expose('figures', { type: TemplateAnalytics, description: 'How much it was used.' }),
  }),
});

builder.queryField('templateAnalytics', (t) =>
  t.field({
    type: TemplateAnalytics,
    nullable: true,
    args: { templateId: t.arg.id({ required: true, description: 'The template.' }) },
    description: 'How much a template was used. Null if you cannot see a template with this id.',
    resolve: async (_, { templateId }, { loaders }) => {
      const template = await loaders.template(templateId);
      return template && loaders.templateAnalytics(template.id);
    },
  }),
);

builder.queryField('topTemplates', (t) =>
  t.field({
    type: [RankedTemplateType],
    args: {
      by: t.arg({ type: TemplateRanking, defaultValue: 'most-used', description: 'Their order.' }),
      first: firstArgument(t.arg),
    },
    complexity: (args) => pageCost(args),
    description:
      'Those of the templates that you may see that were used, ranked by the figures that you may see.',
    resolve: (_, { by, first }, { app, viewer }) =>
      app.topTemplates(viewer, { ranking: by ?? 'most-used', first: first ?? null }),
  }),
);
