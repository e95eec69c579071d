import { builder } from '../builder.ts';
import { WorkflowType } from '../executions/execution-enums.ts';
import { expensive } from '../operation-limits.ts';
import { WorkflowAnalytics } from './workflow-analytics.ts';

const BucketSize = builder.enumType('BucketSize', {
  description: 'How long a bucket is. Hours and days are those of UTC.',
  values: {
    SECOND: { value: 'second', description: 'One second.' },
    MINUTE: { value: 'minute', description: 'One minute.' },
    HOUR: { value: 'hour', description: 'One hour.' },
    DAY: { value: 'day', description: 'One day.' },
  } as const,
});

const AnalyticsFilterInput = builder.inputType('WorkflowAnalyticsFilterInput', {
  description: 'Which executions: those that satisfy all of these.',
  fields: (t) => ({
    type: t.field({ type: [WorkflowType], description: 'Started from one of these.' }),
    definitionId: t.id({ description: 'Of this definition.' }),
    definitionVersion: t.int({ description: 'Of this version of their definition.' }),
    templateId: t.id({ description: 'Of this template.' }),
    everyone: t.boolean({
      defaultValue: false,
      description: "Everybody's, not only your own: for administrators.",
    }),
  }),
});

builder.queryField('workflowAnalytics', (t) =>
  t.field({
    type: WorkflowAnalytics,
    args: {
      filter: t.arg({
        type: AnalyticsFilterInput,
        description: 'Which ones; all your own by default.',
      }),
      from: t.arg({
        type: 'DateTime',
        required: true,
        description: 'Start of the time span: ended in the bucket of this moment, or later.',
      }),
      to: t.arg({
        type: 'DateTime',
        required: true,
        description: 'End of the time span: ended before this moment, or in its bucket.',
      }),
      bucket: t.arg({
        type: BucketSize,
        defaultValue: 'day',
        description: 'The size of a bucket. There may be at most 1000 buckets between `from` and `to`.',
      }),
    },
    complexity: { field: expensive, multiplier: 1 },
    description: 'What executions amounted to, by time, workflow, model, node and reason of failure.',
    resolve: (_, { filter, from, to, bucket }, { app, viewer }) =>
      app.workflowAnalytics(viewer, {
        filter: {
          types: filter?.type ?? null,
          definitionId: filter?.definitionId ?? null,
          definitionVersion: filter?.definitionVersion ?? null,
          templateId: filter?.templateId ?? null,
          everyone: filter?.everyone ?? false,
        },
        from,
        to,
        grain: bucket ?? 'day',
      }),
  }),
);
