import type { ExecutionEvent as Event, NodeFact } from '../../engine/index.ts';
import { encodeCursor } from '../../runtime/cursor.ts';
import { builder } from '../builder.ts';
import type { RecordedFact } from './recorded-fact.ts';

/** Those that speak of a run of a nested graph. */
type EventOfScope = Extract<Event, { readonly type: `Scope${string}` }>;

/** Those that always speak of an attempt of a node. */
type EventOfNode = Extract<Event, NodeFact>;

export const ExecutionEvent = builder.interfaceRef<RecordedFact>('ExecutionEvent').implement({
  description: 'One committed fact of one execution. It never changes.',
  resolveType: ({ event }) => event.type,
  fields: (t) => ({
    executionId: t.exposeID('executionId', { description: 'The execution that it belongs to.' }),
    sequence: t.exposeInt('sequence', {
      description:
        'Its place in the log, from 1. Numbers increase and are never used again; filters leave gaps.',
    }),
    cursor: t.field({
      type: 'Cursor',
      description: 'The place after it: send it as `after` to continue from here.',
      resolve: ({ executionId, sequence }) => encodeCursor(executionId, sequence),
    }),
    at: t.field({ type: 'DateTime', description: 'When it happened.', resolve: ({ event }) => event.at }),
  }),
});

export const NodeEvent = builder.interfaceRef<RecordedFact<EventOfNode>>('NodeEvent').implement({
  description: 'A fact about one attempt of one visit of a node.',
  resolveType: ({ event }) => event.type,
  fields: (t) => ({
    nodeId: t.id({ description: 'The node.', resolve: ({ event }) => event.nodeId }),
    path: t.string({
      description: 'The visit: `answer`; inside a loop `refine[2]/answer`, counted from 0.',
      resolve: ({ event }) => event.path,
    }),
    attempt: t.int({
      description: 'Which attempt of the visit, from 1.',
      resolve: ({ event }) => event.attempt,
    }),
  }),
});

export const ScopeEvent = builder.interfaceRef<RecordedFact<EventOfScope>>('ScopeEvent').implement({
  description: 'A fact about one run of the graph that is nested in a node.',
  resolveType: ({ event }) => event.type,
  fields: (t) => ({
    nodeId: t.id({ description: 'The node that runs it.', resolve: ({ event }) => event.nodeId }),
    path: t.string({
      description:
        'Which run it is: `each[17]` of a map, counted from 0. Paths of what happens in it begin so.',
      resolve: ({ event }) => event.path,
    }),
  }),
});
