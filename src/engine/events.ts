import type { Json, JsonObject, Message, ToolCall } from '../kernel/index.ts';
import type { VariableOperation } from './variables.ts';

/** Why an activation or an execution failed. Codes are those of `docs/errors/`. */
export interface NodeError {
  readonly code: string;
  readonly message: string;
  readonly retryable: boolean;
  /** How long the other side asked to be left alone, in milliseconds. */
  readonly retryAfterMs?: number;
  readonly details?: JsonObject;
}

/** Tokens and cost, summed. Unknown is null. Cost is in integer micro-USD. */
export interface Usage {
  readonly inputTokens: number | null;
  readonly outputTokens: number | null;
  readonly cachedTokens: number | null;
  readonly reasoningTokens: number | null;
  readonly totalTokens: number | null;
  readonly costMicroUsd: number | null;
  readonly modelCalls: number;
  readonly toolCalls: number;
}

/** The activation that an event speaks of. `attempt` counts from 1 and never repeats on one path. */
export interface NodeFact {
  readonly nodeId: string;
  readonly path: string;
  readonly attempt: number;
}

/** The scope that an event speaks of: one run of the graph that is nested in a node. */
export type ScopeFact = Omit<NodeFact, 'attempt'>;

/** What a scope begins with: an item of a list, or an input and messages of its own. */
export interface ScopeInput {
  readonly item?: Json;
  readonly input?: Json;
  readonly messages?: readonly Message[];
}

/** What a node that completed gives to the execution. */
export interface NodeResult {
  readonly port: string;
  readonly output: Json;
  readonly variables?: readonly VariableOperation[];
  readonly messages?: readonly Message[];
  /** Only from a loop header: it left because its bound was reached. */
  readonly exhausted?: boolean;
  /** Only from a sink: everything else is cancelled and the execution completes. */
  readonly terminate?: boolean;
}

/**
 * What happened, in the words of the log. `at` is milliseconds since 1970, drawn by whoever appends.
 * An activation of a pure kind has no `NodeStarted`: it begins and ends in one instant.
 */
export type ExecutionEvent = { readonly at: number } & (
  | { readonly type: 'ExecutionQueued'; readonly input: Json; readonly messages: readonly Message[] }
  | { readonly type: 'ExecutionStarted' }
  | { readonly type: 'ExecutionRecovered' }
  | { readonly type: 'ExecutionSuspended'; readonly until: number | null }
  | { readonly type: 'ExecutionResumed' }
  | { readonly type: 'ExecutionCompleted'; readonly output: Json }
  | {
      readonly type: 'ExecutionFailed';
      readonly error: NodeError;
      readonly nodeId: string | null;
      readonly path: string | null;
    }
  | { readonly type: 'ExecutionCancelled' }
  /** `scopes`: it runs its nested graph once for each of them. */
  | ({ readonly type: 'NodeStarted'; readonly scopes?: readonly ScopeInput[] } & NodeFact)
  /** `edges` are the ids of those taken; absent: all edges of `port`. */
  | ({ readonly type: 'NodeCompleted'; readonly edges?: readonly string[] } & NodeFact & NodeResult)
  /** `retrying`: another attempt follows. Else `edges` are the `error` edges taken; none: unhandled. */
  | ({
      readonly type: 'NodeFailed';
      readonly error: NodeError;
      readonly retrying: boolean;
      readonly edges: readonly string[];
      readonly text?: string;
    } & NodeFact)
  | ({ readonly type: 'NodeCancelled'; readonly text?: string } & NodeFact)
  | ({ readonly type: 'NodeRetryScheduled'; readonly until: number } & NodeFact)
  | ({ readonly type: 'NodeSkipped' } & NodeFact)
  | ({ readonly type: 'NodeSuspended'; readonly until: number | null } & NodeFact)
  | ({ readonly type: 'NodeResumed' } & NodeFact)
  /** This attempt was interrupted by the end of its worker: what it streamed is void. */
  | ({ readonly type: 'NodeSuperseded' } & NodeFact)
  /** `path` is that of the header's visit which begins the iteration. */
  | ({ readonly type: 'LoopIterationStarted'; readonly iteration: number } & Omit<NodeFact, 'attempt'>)
  /** `path` is the scope's own, as `each[17]`; `nodeId` is the node that runs it. */
  | ({ readonly type: 'ScopeStarted' } & ScopeFact)
  | ({ readonly type: 'ScopeCompleted'; readonly output: Json } & ScopeFact)
  | ({ readonly type: 'ScopeFailed'; readonly error: NodeError } & ScopeFact)
  | ({ readonly type: 'TextDelta'; readonly text: string } & NodeFact)
  | ({ readonly type: 'ReasoningDelta'; readonly text: string } & NodeFact)
  | ({ readonly type: 'ToolCallStarted'; readonly call: ToolCall } & NodeFact)
  /** What a call costs at most is charged before it begins: only where the cost is limited. In micro US dollars. */
  | ({ readonly type: 'BudgetReserved'; readonly mostMicroUsd: number } & NodeFact)
  | ({
      readonly type: 'UsageRecorded';
      readonly provider: string;
      readonly model: string;
      readonly usage: Usage;
      /** Of the tokens that were sent, how many the provider has put into its cache; absent: it did not say. */
      readonly cacheWriteTokens?: number;
      /** Which of the model's prices its cost is counted with; absent: none is known. */
      readonly priceVersion?: string;
      /** What was charged for it before it began. */
      readonly reservedMicroUsd?: number;
    } & NodeFact)
  | ({
      readonly type: 'LogWritten';
      readonly level: 'debug' | 'info' | 'warn' | 'error';
      readonly message: string;
      readonly data?: Json;
    } & Partial<NodeFact>)
);

export type ExecutionEventType = ExecutionEvent['type'];
export type EventOf<T extends ExecutionEventType> = Extract<ExecutionEvent, { readonly type: T }>;
