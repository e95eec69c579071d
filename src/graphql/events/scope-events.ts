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
    description: 'A nested graph has completed.',
    fields: (t) => ({
      output: t.field({
        type: 'JSON',
        nullable: true,
        description: 'Its output, for the node that runs it.',
        resolve: ({ event }) => event.output,
      }),
    }),
  }),
  ScopeFailed: fact('ScopeFailed').implement({
    interfaces: [ExecutionEvent, ScopeEvent],
    description: 'A nested graph has failed: nothing in it handled a failure.',
    fields: (t) => ({
      error: t.field({
        type: ExecutionError,
        description: 'Why, and where.',
        resolve: ({ event: { error, nodeId, path } }) => ({ ...error, nodeId, path }),
      }),
    }),
  }),
};
