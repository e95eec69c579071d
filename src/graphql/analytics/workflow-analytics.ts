import type { WorkflowAnalytics as WorkflowAnalyticsShape } from '../../app/index.ts';
import type { CallGroup, ExecutionFigures, ExecutionGroup } from '../../runtime/ports/analytics-store.ts';
import { builder } from '../builder.ts';
import { firstArgument, pageCost } from '../connection.ts';
import { WorkflowType } from '../executions/execution-enums.ts';
import { expensive } from '../operation-limits.ts';
import { CallFiguresType, ExecutionFiguresType } from './figures.ts';

interface Bucket {
  readonly startsAt: number;
  readonly figures: ExecutionFigures | null;
}

const AnalyticsBucket = builder.objectRef<Bucket>('AnalyticsBucket').implement({
  description: 'A stretch of time of the size that was asked for.',
  fields: (t) => ({
    startsAt: t.expose('startsAt', {
      type: 'DateTime',
      description: 'Its beginning; its end is the next one’s.',
    }),
    figures: t.expose('figures', {
      type: ExecutionFiguresType,
      nullable: true,
      description: 'Of the executions that ended in it. Null: none did.',
    }),
  }),
});

const ExecutionGroupType = builder.objectRef<ExecutionGroup>('ExecutionGroup').implement({
  description: 'Executions that have something in common. What they were not grouped by is null.',
  fields: (t) => ({
    definitionId: t.exposeID('definitionId', {
      nullable: true,
      description: 'Their definition; it may be deleted.',
    }),
    definitionVersion: t.exposeInt('definitionVersion', {
      nullable: true,
      description: 'Its version; null also where its draft was executed.',
    }),
    templateId: t.exposeID('templateId', {
      nullable: true,
      description: 'Their template; it may be deleted.',
    }),
    type: t.expose('type', {
      type: WorkflowType,
      nullable: true,
      description: 'What they were started from.',
    }),
    ownerId: t.exposeID('ownerId', { nullable: true, description: 'Their owner.' }),
    figures: t.expose('figures', { type: ExecutionFiguresType, description: 'What they amounted to.' }),
  }),
});

const CallGroupType = builder.objectRef<CallGroup>('CallGroup').implement({
  description: 'Model calls that have something in common. What they were not grouped by is null.',
  fields: (t) => ({
    provider: t.exposeString('provider', { nullable: true, description: 'The provider of the model.' }),
    model: t.exposeString('model', { nullable: true, description: 'The model.' }),
    nodeId: t.exposeID('nodeId', { nullable: true, description: 'The node that called.' }),
    definitionId: t.exposeID('definitionId', {
      nullable: true,
      description: 'The definition that the node is of; null: it was of none.',
    }),
    templateId: t.exposeID('templateId', {
      nullable: true,
      description: 'The template that the node is of; null: it was of none.',
    }),
    figures: t.expose('figures', { type: CallFiguresType, description: 'What they amounted to.' }),
  }),
});

const FailureReason = builder
  .objectRef<{ readonly code: string; readonly count: number }>('FailureReason')
  .implement({
    description: 'Why executions failed, and how many did so.',
    fields: (t) => ({
      code: t.exposeString('code', { description: 'The code of their error: `node/timeout`.' }),
      count: t.exposeFloat('count', { description: 'How many failed with it.' }),
    }),
  });

const ExecutionDimension = builder.enumType('ExecutionDimension', {
  description: 'What executions may have in common.',
  values: {
    DEFINITION: { value: 'definition', description: 'Their definition.' },
    DEFINITION_VERSION: { value: 'definition-version', description: 'Their definition and its version.' },
    TEMPLATE: { value: 'template', description: 'Their template.' },
    TYPE: { value: 'type', description: 'What they were started from.' },
    OWNER: { value: 'owner', description: 'Their owner.' },
  } as const,
});

const CallDimension = builder.enumType('CallDimension', {
  description: 'What model calls may have in common.',
  values: {
    MODEL: { value: 'model', description: 'The model, with its provider.' },
    NODE: { value: 'node', description: 'The node, with its workflow.' },
  } as const,
});

export const WorkflowAnalytics = builder.objectRef<WorkflowAnalyticsShape>('WorkflowAnalytics').implement({
  description:
    'What executions amounted to that ended in a stretch of time. Deleted executions stay counted, and figures are exact at any moment.',
  fields: (t) => ({
    from: t.expose('from', { type: 'DateTime', description: 'The beginning of the first bucket.' }),
    to: t.expose('to', { type: 'DateTime', description: 'The end of the last bucket.' }),
    totals: t.expose('totals', { type: ExecutionFiguresType, description: 'Of all of them.' }),
    buckets: t.field({
      type: [AnalyticsBucket],
      complexity: { field: expensive, multiplier: 20 },
      description: 'By the time of their end, bucket after bucket.',
      resolve: (analytics) => analytics.buckets(),
    }),
    groups: t.field({
      type: [ExecutionGroupType],
      args: {
        by: t.arg({ type: ExecutionDimension, required: true, description: 'What makes a group.' }),
        first: firstArgument(t.arg),
      },
      complexity: (args) => pageCost(args, expensive),
      description: 'By what they have in common, the most executions first.',
      resolve: (analytics, { by, first }) => analytics.groups(by, first ?? null),
    }),
    calls: t.field({
      type: [CallGroupType],
      args: {
        by: t.arg({ type: CallDimension, required: true, description: 'What makes a group.' }),
        first: firstArgument(t.arg),
      },
      complexity: (args) => pageCost(args, expensive),
      description: 'Their model calls by what these have in common, the most calls first.',
      resolve: (analytics, { by, first }) => analytics.calls(by, first ?? null),
    }),
    failures: t.field({
      type: [FailureReason],
      args: { first: firstArgument(t.arg) },
      complexity: (args) => pageCost(args, expensive),
      description: 'Why they failed, the most frequent reason first.',
      resolve: (analytics, { first }) => analytics.failures(first ?? null),
    }),
  }),
});
