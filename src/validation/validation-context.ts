import type { ModelDefaults, ModelFeature } from '../nodes/index.ts';

/**
 * What a graph is validated for. `api`: it is to be stored, or somebody asks. `execution`: it is to run now. `import`:
 * it comes from elsewhere, and what it needs may still be provided.
 */
export type ValidationPurpose = 'api' | 'execution' | 'import';

/** What the operator bounds. */
export interface ValidationLimits {
  /** Of a graph together with all that are nested in it, and with the workflows that it names. */
  readonly maxNodes: number;
  readonly maxEdges: number;
  /** Calls of models that one execution can make in the worst case; null: as many as it likes. */
  readonly maxModelCalls: number | null;
}

export const defaultValidationLimits: ValidationLimits = {
  maxNodes: 500,
  maxEdges: 2000,
  maxModelCalls: null,
};

/** A model that the server is configured for. */
export interface KnownModel {
  readonly provider: string;
  readonly model: string;
  /** Null: nobody has said what it can do. */
  readonly supports: readonly ModelFeature[] | null;
  /** Tokens of an answer at most; null: nobody has said. */
  readonly maxOutputTokens: number | null;
  /** Micro US dollars for a million tokens of an answer, the dearest; null: the price is not known. */
  readonly outputPrice: number | null;
}

/** What a name stands for, as far as this owner is concerned. */
export type Availability = 'available' | 'forbidden' | 'absent';

/** What the server has and allows, for whoever owns the graph. */
export interface Capabilities {
  readonly limits: ValidationLimits;
  readonly models: readonly KnownModel[];
  /** Whether nodes may run code of their author. */
  readonly allowsCode: boolean;
  /** Whether a server may be asked, as far as its host alone says. */
  mayAsk(host: string): boolean;
  tool(ownerId: string, name: string): Availability;
  document(ownerId: string, id: string): Availability;
}

/** Everything beside the document that a validation depends on. */
export interface ValidationContext {
  readonly purpose: ValidationPurpose;
  readonly ownerId: string;
  readonly capabilities: Capabilities;
  /** Those of the owner's secrets that the graph sends, by their names; null: nobody has looked. */
  readonly secrets: ReadonlySet<string> | null;
  /** What the request says of models where nodes leave it open; null: there is no request yet. */
  readonly requested: Pick<ModelDefaults, 'provider' | 'model' | 'maxTokens'> | null;
}
