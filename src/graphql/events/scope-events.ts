import { ExecutionError } from '../executions/execution-error.ts';
import { ExecutionEvent, ScopeEvent } from './event-interfaces.ts';
import { fact } from './recorded-fact.ts';

/** What happens to the runs of graphs that are nested in nodes. */
export const scopeEvents = {
  ScopeStarted: fact('ScopeStarted').implement({
    interfaces: [ExecutionEvent, ScopeEvent],
    description: 'A nested graph begins to run.',
  }),
  ScopeCompleted: fact('ScopeCompleted').implement({
    interfaces: [ExecutionEvent, ScopeEvent],
    description: 'A nested graph has run.',
    fields: (t) => ({
      output: t.field({
        type: 'JSON',
        nullable: true,
        description: 'What it gives to the node that runs it.',
        resolve: ({ event }) => event.output,
      }),
    }),
  }),
  ScopeFailed: fact('ScopeFailed').implement({
    interfaces: [ExecutionEvent, ScopeEvent],
    description: 'Something failed in a nested graph, and nothing in it handles that.',
    fields: (t) => ({
      error: t.field({
        type: ExecutionError,
        description: 'Why; its details say where.',
        resolve: ({ event: { error, nodeId, path } }) => ({ ...error, nodeId, path }),
      }),
    }),
  }),
};
