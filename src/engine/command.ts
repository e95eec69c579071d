import type { NodeError, ScopeFact } from './events.ts';

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
  /** All its scopes have ended, or one has failed it: what it gives is to be said. */
  | ({ readonly type: 'closeNode' } & NodeCommand)
  | ({ readonly type: 'startScope' } & ScopeFact)
  | ({ readonly type: 'completeScope' } & ScopeFact)
  | ({ readonly type: 'failScope'; readonly error: NodeError } & ScopeFact)
  | { readonly type: 'completeExecution' }
  | {
      readonly type: 'failExecution';
      readonly error: NodeError;
      readonly nodeId: string | null;
      readonly path: string | null;
    }
  | { readonly type: 'cancelExecution' };

/** Why activations that run scopes must fail, by their paths: they took too long. */
export type Expired = ReadonlyMap<string, NodeError>;

/** What was asked of the execution from outside its graph. */
export type Control =
  | { readonly type: 'run'; readonly expired?: Expired }
  | { readonly type: 'cancel' }
  | { readonly type: 'fail'; readonly error: NodeError };
