import type { NodeError, Outcome, ScopeInput, ScopeResult, Usage } from '../engine/index.ts';
import type { ExpressionValues } from '../expression/index.ts';
import type { Json, Message, Result, ToolCall } from '../kernel/index.ts';
import type { ScriptRunner } from './code/script-runner.ts';
import type { HttpCaller } from './http_request/http-caller.ts';
import type { ModelCaller } from './model/model-caller.ts';

/** One visit of one node, as its behaviour sees it. */
export interface Activation {
  readonly nodeId: string;
  readonly path: string;
  readonly attempt: number;
  /** The same for every attempt: an effect that is repeated can be recognised by it. */
  readonly idempotencyKey: string;
  /** Milliseconds since 1970 of the moment in which it was decided that the visit begins. */
  readonly now: number;
  /** The values of every name an expression may read. */
  readonly values: ExpressionValues;
  readonly messages: readonly Message[];
  /** Of the region that this node heads: which iteration this is, from 0. Elsewhere 0. */
  readonly iteration: number;
}

/** A model and its provider. */
export interface ModelName {
  readonly provider: string;
  readonly model: string;
}

/** Settings of the request that fill what model nodes leave open. */
export interface ModelDefaults {
  readonly provider?: string;
  readonly model?: string;
  readonly temperature?: number;
  readonly maxTokens?: number;
  readonly systemPrompt?: string;
}

/** Bytes that are kept beside the log, as outputs and messages refer to them. They are served at `/blobs/<blob>`. */
export type KeptBytes = {
  /** SHA-256 of the bytes, as hexadecimal text. */
  readonly blob: string;
  readonly contentType: string;
  readonly size: number;
};

/** What one provider call has used. */
export interface UsedModel {
  readonly provider: string;
  readonly model: string;
  readonly usage: Usage;
  /** Of what was sent, how many tokens the provider has put into its cache. Absent: it did not say. */
  readonly cacheWriteTokens?: number;
}

/** What an effectful activation is handed of the world. */
export interface NodeWorld {
  readonly signal: AbortSignal;
  readonly models: ModelCaller;
  readonly http: HttpCaller;
  readonly modelDefaults: ModelDefaults;
  readonly scripts: ScriptRunner;
  /** A number in [0, 1), drawn now; what depends on it must be recorded. */
  random(): number;
  /**
   * Keeps bytes for the owner of the execution: once, however often they come. Durable when it resolves.
   * @throws AppError `limit/value-size`, `database/unavailable`
   */
  keep(bytes: Uint8Array, contentType: string): Promise<KeptBytes>;
  text(delta: string): void;
  reasoning(delta: string): void;
  toolCall(call: ToolCall): void;
  /** One provider call, also one that failed or was aborted. */
  usage(entry: UsedModel): void;
  /** Recorded only while the execution is debugged. */
  debug(message: string, data: Json): void;
}

export interface PureBehaviour {
  readonly pure: true;
  run(activation: Activation): Outcome;
}

export interface EffectfulBehaviour {
  readonly pure: false;
  /** Failures are outcomes. What it throws all the same is recorded as `internal/unexpected`. */
  run(activation: Activation, world: NodeWorld): Promise<Outcome>;
  /** What comes of a wait that `run` began; it takes no time. Left out: it goes on by `out`, with null. */
  resume?(activation: Activation, ending: WaitEnding): Outcome;
  /** The model that an attempt asks first; null, or left out: it asks none. */
  asks?(defaults: ModelDefaults): ModelName | null;
}

/** How a wait ended: its time has come, or somebody has answered. */
export type WaitEnding = { readonly type: 'due' } | { readonly type: 'answered'; readonly answer: Json };

/** Runs the graph that is nested in the node, once in each of its scopes. What it does itself takes no time. */
export interface ScopedBehaviour {
  readonly pure: true;
  /** What each scope begins with. */
  open(activation: Activation): Result<readonly ScopeInput[], NodeError>;
  /** What the node gives when all its scopes have ended, in their order. */
  close(activation: Activation, results: readonly ScopeResult[]): Outcome;
}

export type NodeBehaviour = PureBehaviour | EffectfulBehaviour | ScopedBehaviour;
