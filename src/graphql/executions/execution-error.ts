import type { NodeError } from '../../engine/index.ts';
import { builder } from '../builder.ts';

/** A failure with the node that it happened in. */
export interface PlacedError extends NodeError {
  readonly nodeId: string | null;
  readonly path: string | null;
}

export const ExecutionError = builder.objectRef<PlacedError>('ExecutionError').implement({
  description: 'Why a node or an execution failed.',
  fields: (t) => ({
    code: t.exposeString('code', { description: 'Stable, for programs: `model/unavailable`.' }),
    message: t.exposeString('message', { description: 'What went wrong and what to do, for people.' }),
    retryable: t.exposeBoolean('retryable', { description: 'The same attempt may succeed another time.' }),
    nodeId: t.exposeID('nodeId', { nullable: true, description: 'The node that failed, if it was one.' }),
    path: t.exposeString('path', {
      nullable: true,
      description: 'The visit of that node: `refine[2]/answer`.',
    }),
  }),
});
