import type { Step as StepShape } from '../../tracker/index.ts';
import { builder } from '../builder.ts';
import { connectionOf } from '../connection.ts';
import { Usage } from '../usage.ts';
import { ExecutionError } from './execution-error.ts';
import { ofLongDurations, shownDuration } from './shown-duration.ts';

const StepStatus = builder.enumType('StepStatus', {
  description: 'The state of a step.',
  values: {
    RUNNING: { value: 'running', description: 'An attempt is under way.' },
    WAITING: {
      value: 'waiting',
      description: 'It waits: for a time, for somebody, or to be taken up again.',
    },
    RETRYING: { value: 'retrying', description: 'An attempt has failed, and another follows.' },
    COMPLETED: { value: 'completed', description: 'It has completed.' },
    FAILED: { value: 'failed', description: 'Its last attempt has failed.' },
    SKIPPED: { value: 'skipped', description: 'The execution skipped it.' },
    CANCELLED: { value: 'cancelled', description: 'It was ended from outside.' },
  } as const,
});

const Step = builder.objectRef<StepShape>('Step').implement({
  description: 'One visit of one node, with all its attempts.',
  fields: (t) => ({
    nodeId: t.exposeID('nodeId', { description: 'The node.' }),
    path: t.exposeString('path', { description: 'The visit: `answer`; inside a loop `refine[2]/answer`.' }),
    status: t.expose('status', { type: StepStatus, description: 'Its state.' }),
    attempts: t.exposeInt('attempts', {
      description: 'How many there were so far; 1 also where it was skipped.',
    }),
    startedAt: t.expose('startedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When its first attempt began, or when it was skipped; null: neither has happened yet.',
    }),
    completedAt: t.expose('completedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it ended, in whatever way; null: it has not.',
    }),
    durationMs: t.int({
      nullable: true,
      description: `From its start to its end, in milliseconds; null until it has ended. ${ofLongDurations}`,
      resolve: ({ startedAt, completedAt }) =>
        shownDuration(startedAt === null || completedAt === null ? null : completedAt - startedAt),
    }),
    output: t.expose('output', { type: 'JSON', nullable: true, description: 'Its output.' }),
    port: t.exposeString('port', {
      nullable: true,
      description:
        'The port by which the execution went on; null: it has not, or nothing handled its failure.',
    }),
    error: t.field({
      type: ExecutionError,
      nullable: true,
      description: 'Why its last failed attempt failed.',
      resolve: ({ error, nodeId, path }) => error && { ...error, nodeId, path },
    }),
    usage: t.expose('usage', {
      type: Usage,
      description: 'What its models and tools used, over all attempts.',
    }),
    text: t.exposeString('text', {
      description: 'What its last attempt has streamed so far, or has given as `text`.',
    }),
  }),
});

export const StepConnection = connectionOf(Step);
