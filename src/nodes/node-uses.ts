/** What a model can do beside text. */
export type ModelFeature = 'structuredOutput' | 'tools';

/** Something that a configuration holds, and where: `at` as `fallbackModels.0.model`. */
export interface PlacedText {
  readonly text: string;
  readonly at: string;
}

/** A model that one attempt of a node may ask. Null: the request says which. */
export interface ModelUse {
  readonly provider: string | null;
  readonly model: string | null;
  readonly at: string;
  /** Where its provider is named, or would be. */
  readonly providerAt: string;
  readonly features: readonly ModelFeature[];
  /** How often one attempt asks it at most. */
  readonly calls: number;
  /** Tokens of its answer at most; null: the model decides. */
  readonly maxTokens: number | null;
}

/**
 * What a node reaches for beyond its graph, as far as its configuration tells before it runs. Rules on what a workflow
 * may reach, and on what it needs, ask this and never which kind a node is of.
 */
export interface NodeUses {
  /** In the order in which one attempt asks them: the next when the one before fails. */
  readonly models: readonly ModelUse[];
  readonly tools: readonly PlacedText[];
  readonly documents: readonly PlacedText[];
  /** Of servers that it asks, as urls write them. */
  readonly hosts: readonly PlacedText[];
  /** Headers whose values stand in the configuration as they are sent. */
  readonly headers: readonly (PlacedText & { readonly name: string })[];
  /** Names of secrets that it sends. */
  readonly secrets: readonly PlacedText[];
  /** Variables that it names outside of expressions; `allVariables` where it may mean any. */
  readonly variables: readonly string[];
  /** Whether it runs code that the author of the graph wrote. */
  readonly code: boolean;
}

export const noUses: NodeUses = {
  models: [],
  tools: [],
  documents: [],
  hosts: [],
  headers: [],
  secrets: [],
  variables: [],
  code: false,
};
