/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
/** Bounds on an execution. Those of a request may only tighten those of its graph. */
export type ExecutionLimitsInput = {
  /** What its models may cost, in US dollars as decimal text: `1.00`. No call is then made that could cost more than is left, or whose cost is unknown. */
  maxCostUsd?: string | null | undefined;
  /** How many iterations a loop without a loop node may have. */
  maxIterations?: number | null | undefined;
  /** How many nodes it may visit. */
  maxSteps?: number | null | undefined;
  /** How many tokens its models may use, as far as their providers tell. */
  maxTokens?: number | null | undefined;
  /** How long it may run, in milliseconds, not counting the time while it is suspended. */
  timeoutMs?: number | null | undefined;
};

/** When a node with several incoming edges begins. */
export type JoinMode =
  /** When all are settled and at least one is taken. */
  | 'ALL'
  /** When the first is taken. */
  | 'ANY';

/** A place on the canvas. It changes nothing about what runs. */
export type PositionInput = {
  /** From the left. */
  x: number;
  /** From the top. */
  y: number;
};

/** How often and how soon a failed node is tried again, if its error is one that may pass. */
export type RetryPolicyInput = {
  /** Milliseconds before the second attempt; 500 by default. */
  backoffMs?: number | null | undefined;
  /** By what factor each pause is longer than the one before: 1 to 10; 2 by default. */
  factor?: number | null | undefined;
  /** Whether each pause is shortened at random; true by default. */
  jitter?: boolean | null | undefined;
  /** Attempts in all: 1 to 20; 1 by default. */
  maxAttempts?: number | null | undefined;
  /** The longest pause, in milliseconds; 30000 by default. */
  maxBackoffMs?: number | null | undefined;
};

/** A connection from an output port of one node to another node. */
export type WorkflowEdgeInput = {
  /** A CEL expression: the edge is taken where it is true. */
  condition?: string | null | undefined;
  /** Its name in the graph; by default, one is made up. */
  id?: string | null | undefined;
  /** Its name, for people. */
  label?: string | null | undefined;
  /** The node that it comes from. */
  source: string;
  /** The output port that it comes from. */
  sourcePort?: string | null | undefined;
  /** The node that it leads to. */
  target: string;
};

/** A workflow: nodes and the edges between them. */
export type WorkflowGraphInput = {
  /** Its edges. */
  edges: Array<WorkflowEdgeInput>;
  /** JSON Schema of its input. */
  inputs?: unknown;
  /** Bounds on each execution of it. */
  limits?: ExecutionLimitsInput | null | undefined;
  /** An object that Chatter keeps and does not read. */
  metadata?: unknown;
  /** Its nodes; exactly one is a `start`. */
  nodes: Array<WorkflowNodeInput>;
  /** Its output: an object of names with CEL expressions. One that has no value at the end gives null. */
  outputs?: unknown;
  /** Its variables: an object of names with initial values. */
  variables?: unknown;
};

/** A node of a workflow. */
export type WorkflowNodeInput = {
  /** With `join: ANY`: what still runs towards this node is cancelled when it begins. */
  cancelOthers?: boolean | null | undefined;
  /** Its settings, as `configSchema` of its kind describes them. */
  config?: unknown;
  /** False: it is passed through without effect. True by default. */
  enabled?: boolean | null | undefined;
  /** Its name in the graph: letters, digits, `_` and `-`. */
  id: string;
  /** How long one attempt may show no sign of life, in milliseconds: up to 300000. Signs are what it streams, and every piece of an answer that it receives. */
  idleTimeoutMs?: number | null | undefined;
  /** When it begins; `ALL` by default. */
  join?: JoinMode | null | undefined;
  /** Its name, for people. */
  label?: string | null | undefined;
  /** Its place on the canvas. */
  position?: PositionInput | null | undefined;
  /** Whether a failed attempt is repeated; by default, there is only one attempt. */
  retry?: RetryPolicyInput | null | undefined;
  /** How long one attempt may take, in milliseconds; waits do not count. */
  timeoutMs?: number | null | undefined;
  /** Its kind, one of `nodeTypes`. */
  type: string;
};

export type RunSupportMutationVariables = Exact<{
  graph: WorkflowGraphInput;
  message: string;
}>;


export type RunSupportMutation = { executeWorkflow:
    | { __typename: 'ConflictError', code: string, message: string }
    | { __typename: 'ExecuteWorkflowSuccess', execution: { id: string } }
    | { __typename: 'ForbiddenError', code: string, message: string }
    | { __typename: 'InvalidStateError', code: string, message: string }
    | { __typename: 'LimitError', code: string, message: string }
    | { __typename: 'NotFoundError', code: string, message: string }
    | { __typename: 'ValidationError', code: string, message: string }
   };

export type FollowSupportSubscriptionVariables = Exact<{
  id: string;
  after?: string | null | undefined;
}>;


export type FollowSupportSubscription = { executionEvents: { cursor: string, events: Array<
      | { __typename: 'BudgetReserved' }
      | { __typename: 'ExecutionCancelled' }
      | { __typename: 'ExecutionCompleted', output: unknown }
      | { __typename: 'ExecutionFailed', error: { code: string, message: string } }
      | { __typename: 'ExecutionQueued' }
      | { __typename: 'ExecutionRecovered' }
      | { __typename: 'ExecutionResumed' }
      | { __typename: 'ExecutionStarted' }
      | { __typename: 'ExecutionSuspended' }
      | { __typename: 'LogWritten' }
      | { __typename: 'LoopIterationStarted' }
      | { __typename: 'NodeCancelled' }
      | { __typename: 'NodeCompleted', path: string, port: string | null }
      | { __typename: 'NodeFailed' }
      | { __typename: 'NodeResumed' }
      | { __typename: 'NodeRetryScheduled' }
      | { __typename: 'NodeSkipped' }
      | { __typename: 'NodeStarted', path: string }
      | { __typename: 'NodeSuperseded' }
      | { __typename: 'NodeSuspended' }
      | { __typename: 'ReasoningDelta' }
      | { __typename: 'ScopeCompleted' }
      | { __typename: 'ScopeFailed' }
      | { __typename: 'ScopeStarted' }
      | { __typename: 'TextDelta', text: string }
      | { __typename: 'ToolCallStarted' }
      | { __typename: 'UsageRecorded' }
    > } };

export class TypedDocumentString<TResult, TVariables>
  extends String
  implements DocumentTypeDecoration<TResult, TVariables>
{
  __apiType?: NonNullable<DocumentTypeDecoration<TResult, TVariables>['__apiType']>;
  private value: string;
  public __meta__?: Record<string, any> | undefined;

  constructor(value: string, __meta__?: Record<string, any> | undefined) {
    super(value);
    this.value = value;
    this.__meta__ = __meta__;
  }

  override toString(): string & DocumentTypeDecoration<TResult, TVariables> {
    return this.value;
  }
}

export const RunSupportDocument = new TypedDocumentString(`
    mutation RunSupport($graph: WorkflowGraphInput!, $message: String!) {
  executeWorkflow(input: { target: { graph: $graph }, message: $message }) {
    __typename
    ... on ExecuteWorkflowSuccess {
      execution {
        id
      }
    }
    ... on Error {
      code
      message
    }
  }
}
    `) as unknown as TypedDocumentString<RunSupportMutation, RunSupportMutationVariables>;
export const FollowSupportDocument = new TypedDocumentString(`
    subscription FollowSupport($id: ID!, $after: Cursor) {
  executionEvents(executionId: $id, after: $after) {
    cursor
    events {
      __typename
      ... on NodeStarted {
        path
      }
      ... on TextDelta {
        text
      }
      ... on NodeCompleted {
        path
        port
      }
      ... on ExecutionCompleted {
        output
      }
      ... on ExecutionFailed {
        error {
          code
          message
        }
      }
    }
  }
}
    `) as unknown as TypedDocumentString<FollowSupportSubscription, FollowSupportSubscriptionVariables>;