import type { App } from '../../app/index.ts';
import { builder } from '../builder.ts';
import { ratio } from './figures.ts';

type Summary = Awaited<ReturnType<App['executionSummary']>>;

const ExecutionSummary = builder.objectRef<Summary>('ExecutionSummary').implement({
  description: "How one's own executions stand.",
  fields: (t) => ({
    active: t.exposeInt('active', { description: 'How many have not ended: they wait, run or are paused.' }),
    today: t.exposeInt('ended', { description: 'How many have ended since `since`.' }),
    completed: t.exposeInt('completed', { description: 'How many of those ended well.' }),
    failed: t.exposeInt('failed', { description: 'How many of those failed.' }),
    successRate: t.float({
      nullable: true,
      description: 'The share of those that ended well, 0 to 1. Null: none has ended.',
      resolve: ({ completed, ended }) => ratio(completed, ended),
    }),
    averageDurationMs: t.float({
      nullable: true,
      description: 'Their mean from start to end, in milliseconds. Null: none has started and ended.',
      resolve: ({ durationMs, timedCount }) => ratio(durationMs, timedCount),
    }),
    since: t.expose('since', { type: 'DateTime', description: 'From when on what has ended is counted.' }),
  }),
});

builder.queryField('executionSummary', (t) =>
  t.field({
    type: ExecutionSummary,
    args: {
      since: t.arg({
        type: 'DateTime',
        description: "The beginning of the caller's day; that of the day in UTC where it is left out.",
      }),
    },
    description: "How one's own executions stand: what is active, and what has ended today.",
    resolve: (_, { since }, { app, viewer }) => app.executionSummary(viewer, since ?? null),
  }),
);
