import type { NodeError } from './events.ts';

export interface NodeCommand {
  readonly nodeId: string;
  readonly path: string;
  readonly attempt: number;
}

export type Command =
  | ({ readonly type: 'startNode' } & NodeCommand)
  | ({ readonly type: 'skipNode' } & NodeCommand)
  | ({ readonly type: 'cancelNode' } & NodeCommand)
  /** The activation must fail without being run: a limit is reached. */
  | ({ readonly type: 'failNode'; readonly error: NodeError } & NodeCommand)
  | {
      readonly type: 'startIteration';
      readonly nodeId: string;
      readonly path: string;
      readonly iteration: number;
    }
  | { readonly type: 'completeExecution' }
  | {
      readonly type: 'failExecution';
      readonly error: NodeError;
      readonly nodeId: string | null;
      readonly path: string | null;
    }
  | { readonly type: 'cancelExecution' };

/** What was asked of the execution from outside its graph. */
export type Control =
  | { readonly type: 'run' }
  | { readonly type: 'cancel' }
  | { readonly type: 'fail'; readonly error: NodeError };
