import type { App } from '../../app/index.ts';
import { builder } from '../builder.ts';
import { ratio } from './figures.ts';

type Summary = Awaited<ReturnType<App['executionSummary']>>;

const ExecutionSummary = builder.objectRef<Summary>('ExecutionSummary').implement({
  description: 'The state of your own executions.',
  fields: (t) => ({
    active: t.exposeInt('active', {
      description: 'How many have not ended: they are queued, running, suspended or paused.',
    }),
    today: t.exposeInt('ended', { description: 'How many have ended since `since`.' }),
    completed: t.exposeInt('completed', { description: 'How many of those completed.' }),
    failed: t.exposeInt('failed', { description: 'How many of those failed.' }),
    successRate: t.float({
      nullable: true,
      description: 'The share of those that completed, 0 to 1. Null: none has ended.',
      resolve: ({ completed, ended }) => ratio(completed, ended),
    }),
    averageDurationMs: t.float({
      nullable: true,
      description: 'Their mean from start to end, in milliseconds. Null: none has started and ended.',
      resolve: ({ durationMs, timedCount }) => ratio(durationMs, timedCount),
    }),
    since: t.expose('since', {
      type: 'DateTime',
      description: 'The moment from which on ended executions are counted.',
    }),
  }),
});

builder.queryField('executionSummary', (t) =>
  t.field({
    type: ExecutionSummary,
    args: {
      since: t.arg({
        type: 'DateTime',
        description: "The beginning of the caller's day; by default, that of the current day in UTC.",
      }),
    },
    description: 'The state of your own executions: how many are active, and what has ended today.',
    resolve: (_, { since }, { app, viewer }) => app.executionSummary(viewer, since ?? null),
  }),
);
