import type { NodeError, ScopeFact } from './events.ts';

export interface NodeDecision {
  readonly nodeId: string;
  readonly path: string;
  readonly attempt: number;
}

export type Decision =
  | ({ readonly type: 'startNode' } & NodeDecision)
  | ({ readonly type: 'skipNode' } & NodeDecision)
  | ({ readonly type: 'cancelNode' } & NodeDecision)
  /** The activation must fail without being run: a limit is reached. */
  | ({ readonly type: 'failNode'; readonly error: NodeError } & NodeDecision)
  | {
      readonly type: 'startIteration';
      readonly nodeId: string;
      readonly path: string;
      readonly iteration: number;
    }
  /** All its scopes have ended, or one has failed it: what it gives is to be said. */
  | ({ readonly type: 'closeNode' } & NodeDecision)
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

/** The activations that run scopes and have taken too long, by their paths: each with the error that it must fail with. */
export type Expired = ReadonlyMap<string, NodeError>;

/** What was asked of the execution from outside its graph. */
export type Control =
  | { readonly type: 'run'; readonly expired?: Expired }
  | { readonly type: 'cancel' }
  | { readonly type: 'fail'; readonly error: NodeError };
