import type { ModelCaller, ModelFeature } from '../../nodes/index.ts';

/** What the tokens of a model cost from a time on, in micro US dollars for a million of them. */
export interface ModelPrice {
  /** Tells it from every other price, also from one that was configured for the same time before. */
  readonly version: string;
  /** Milliseconds since 1970; null: it has always been so. */
  readonly from: number | null;
  readonly input: number;
  /** Of tokens that were sent and that the provider had kept. */
  readonly cachedInput: number;
  /** Of tokens that were sent and that the provider has put into its cache. */
  readonly cacheWrite: number;
  readonly output: number;
  /** Of tokens that were generated and are reasoning. */
  readonly reasoning: number;
}

/** A model that a workflow may name. */
export interface ModelInfo {
  readonly provider: string;
  readonly model: string;
  /** Null: nothing is known of it. */
  readonly description: string | null;
  /** What it can do beside text; null: nobody has said. */
  readonly supports: readonly ModelFeature[] | null;
  /** How many tokens an answer of it can have; null: nobody has said. */
  readonly maxOutputTokens: number | null;
  /** The newest first. Before the oldest of them, and without any, its price is unknown. */
  readonly prices: readonly ModelPrice[];
}

/** The models that this server is configured for. */
export interface Models extends ModelCaller {
  list(): readonly ModelInfo[];
}
