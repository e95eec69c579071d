import type { ModelCaller, ModelFeature } from '../../nodes/index.ts';

/** A model that a workflow may name. */
export interface ModelInfo {
  readonly provider: string;
  readonly model: string;
  /** Null: nothing is known of it. */
  readonly description: string | null;
  /** What it can do beside text; null: nobody has said. */
  readonly supports: readonly ModelFeature[] | null;
}

/** The models that this server is configured for. */
export interface Models extends ModelCaller {
  list(): readonly ModelInfo[];
}
