import { ExecutionError } from '../executions/execution-error.ts';
import { Message } from '../message.ts';
import { Usage } from '../usage.ts';
import { ExecutionEvent } from './event-interfaces.ts';
import { fact } from './recorded-fact.ts';

/** What happens to an execution as a whole. */
export const executionEvents = {
  ExecutionQueued: fact('ExecutionQueued').implement({
    interfaces: [ExecutionEvent],
    description: 'The execution was accepted. The first event of every log.',
    fields: (t) => ({
      input: t.field({
        type: 'JSON',
        nullable: true,
        description: 'Its input.',
        resolve: ({ event }) => event.input,
      }),
      messages: t.field({
        type: [Message],
        description:
          'The messages that it begins with: the earlier turns of its conversation, if it is in one, and what the user says now.',
        resolve: ({ event }) => event.messages,
      }),
    }),
  }),
  ExecutionStarted: fact('ExecutionStarted').implement({
    interfaces: [ExecutionEvent],
    description: 'A worker has begun.',
  }),
  ExecutionRecovered: fact('ExecutionRecovered').implement({
    interfaces: [ExecutionEvent],
    description: 'Another worker continues, because the last one died. Completed nodes do not run again.',
  }),
  ExecutionSuspended: fact('ExecutionSuspended').implement({
    interfaces: [ExecutionEvent],
    description: 'Nothing in it can move: it waits, and occupies no process.',
    fields: (t) => ({
      until: t.field({
        type: 'DateTime',
        nullable: true,
        description: 'When it continues by itself; null: it waits for somebody to act.',
        resolve: ({ event }) => event.until,
      }),
    }),
  }),
  ExecutionResumed: fact('ExecutionResumed').implement({
    interfaces: [ExecutionEvent],
    description: 'The wait is over.',
  }),
  ExecutionCompleted: fact('ExecutionCompleted').implement({
    interfaces: [ExecutionEvent],
    description: 'The execution has completed. The last event of its log.',
    fields: (t) => ({
      output: t.field({
        type: 'JSON',
        nullable: true,
        description: 'Its output.',
        resolve: ({ event }) => event.output,
      }),
      usage: t.field({
        type: Usage,
        nullable: true,
        description: 'What its models and tools used in total.',
        resolve: async ({ executionId }, _, { loaders }) =>
          (await loaders.execution(executionId))?.usage ?? null,
      }),
    }),
  }),
  ExecutionFailed: fact('ExecutionFailed').implement({
    interfaces: [ExecutionEvent],
    description: 'The execution has failed. The last event of its log.',
    fields: (t) => ({
      error: t.field({
        type: ExecutionError,
        description: 'The failure that ended it: the first one of its log that nothing handled.',
        resolve: ({ event: { error, nodeId, path } }) => ({ ...error, nodeId, path }),
      }),
    }),
  }),
  ExecutionCancelled: fact('ExecutionCancelled').implement({
    interfaces: [ExecutionEvent],
    description: 'The execution was cancelled on request. The last event of its log.',
  }),
};
