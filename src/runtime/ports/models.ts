import type { ModelCaller } from '../../nodes/index.ts';

/** A model that a workflow may name. */
export interface ModelInfo {
  readonly provider: string;
  readonly model: string;
  /** Null: nothing is known of it. */
  readonly description: string | null;
}

/** The models that this server is configured for. */
export interface Models extends ModelCaller {
  list(): readonly ModelInfo[];
}
