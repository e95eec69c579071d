import type { ScopeInput } from '../../engine/index.ts';
import type { JsonObject } from '../../kernel/index.ts';
import { ExecutionError } from '../executions/execution-error.ts';
import { Message } from '../message.ts';
import { attemptFields } from './attempt-fields.ts';
import { ExecutionEvent, NodeEvent } from './event-interfaces.ts';
import { fact } from './recorded-fact.ts';

function scopeInput({ item = null, input = null }: ScopeInput): JsonObject {
  return { item, input };
}

/** What happens to the visits of nodes. */
export const nodeEvents = {
  NodeStarted: fact('NodeStarted').implement({
    interfaces: [ExecutionEvent, NodeEvent],
    description:
      'An attempt has begun. A kind of node that only computes has none: it begins and ends at once.',
    fields: (t) => ({
      scopes: t.field({
        type: 'JSON',
        nullable: true,
        description: 'Of a node that runs a nested graph: for each run, its `item` or its `input`.',
        resolve: ({ event }) => event.scopes?.map(scopeInput) ?? null,
      }),
    }),
  }),
  NodeCompleted: fact('NodeCompleted').implement({
    interfaces: [ExecutionEvent, NodeEvent],
    description: 'The node has completed.',
    fields: (t) => ({
      output: t.field({
        type: 'JSON',
        nullable: true,
        description: 'Its output. That of a model node contains the whole text.',
        resolve: ({ event }) => event.output,
      }),
      port: t.string({
        nullable: true,
        description: 'The port on which it completed: the execution continues there.',
        resolve: ({ event }) => event.port,
      }),
      edges: t.idList({
        nullable: true,
        description: 'The edges that were taken; null: all that leave by the port.',
        resolve: ({ event }) => event.edges ?? null,
      }),
      variables: t.field({
        type: 'JSON',
        nullable: true,
        description: 'What it did to variables: a list of operations, in order.',
        resolve: ({ event }) => event.variables ?? null,
      }),
      messages: t.field({
        type: [Message],
        description: 'The messages that it adds to those of the execution.',
        resolve: ({ event }) => event.messages ?? [],
      }),
      exhausted: t.boolean({
        description: 'True if it is a loop that has reached its bound.',
        resolve: ({ event }) => event.exhausted ?? false,
      }),
      terminate: t.boolean({
        description: 'True if it is an end that cancels everything else and completes the execution.',
        resolve: ({ event }) => event.terminate ?? false,
      }),
      ...attemptFields(t),
    }),
  }),
  NodeFailed: fact('NodeFailed').implement({
    interfaces: [ExecutionEvent, NodeEvent],
    description: 'An attempt has failed.',
    fields: (t) => ({
      error: t.field({
        type: ExecutionError,
        description: 'Why.',
        resolve: ({ event: { error, nodeId, path } }) => ({ ...error, nodeId, path }),
      }),
      retrying: t.boolean({
        description: 'True: another attempt follows.',
        resolve: ({ event }) => event.retrying,
      }),
      edges: t.idList({
        description:
          'The `error` edges that were taken; none: nothing handles it, unless another attempt follows.',
        resolve: ({ event }) => event.edges,
      }),
      text: t.string({
        nullable: true,
        description: 'The whole text that the attempt had streamed; null: it had streamed none.',
        resolve: ({ event }) => event.text ?? null,
      }),
      ...attemptFields(t),
    }),
  }),
  NodeCancelled: fact('NodeCancelled').implement({
    interfaces: [ExecutionEvent, NodeEvent],
    description: 'The visit was ended from outside, for instance because the execution was cancelled.',
    fields: (t) => ({
      text: t.string({
        nullable: true,
        description: 'The whole text that the attempt had streamed; null: it had streamed none.',
        resolve: ({ event }) => event.text ?? null,
      }),
      ...attemptFields(t),
    }),
  }),
  NodeRetryScheduled: fact('NodeRetryScheduled').implement({
    interfaces: [ExecutionEvent, NodeEvent],
    description: 'Another attempt is scheduled.',
    fields: (t) => ({
      until: t.field({
        type: 'DateTime',
        description: 'When it begins.',
        resolve: ({ event }) => event.until,
      }),
    }),
  }),
  NodeSkipped: fact('NodeSkipped').implement({
    interfaces: [ExecutionEvent, NodeEvent],
    description: 'No taken edge can lead here any more: the node is skipped.',
  }),
  NodeSuspended: fact('NodeSuspended').implement({
    interfaces: [ExecutionEvent, NodeEvent],
    description: 'The node waits for a time, or for somebody.',
    fields: (t) => ({
      until: t.field({
        type: 'DateTime',
        nullable: true,
        description: 'When it continues by itself; null: it waits for somebody to act.',
        resolve: ({ event }) => event.until,
      }),
    }),
  }),
  NodeResumed: fact('NodeResumed').implement({
    interfaces: [ExecutionEvent, NodeEvent],
    description: "The node's wait is over.",
  }),
  NodeSuperseded: fact('NodeSuperseded').implement({
    interfaces: [ExecutionEvent, NodeEvent],
    description:
      'The attempt was interrupted, because its worker died or stopped: what it streamed is void, and another attempt follows.',
  }),
  LoopIterationStarted: fact('LoopIterationStarted').implement({
    interfaces: [ExecutionEvent],
    description: 'A loop begins another iteration.',
    fields: (t) => ({
      nodeId: t.id({ description: 'The header of the loop.', resolve: ({ event }) => event.nodeId }),
      path: t.string({
        description: 'The visit of the header that begins the iteration.',
        resolve: ({ event }) => event.path,
      }),
      iteration: t.int({ description: 'Which iteration, from 0.', resolve: ({ event }) => event.iteration }),
    }),
  }),
};
