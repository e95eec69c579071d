import type { Json } from '../../kernel/index.ts';

/** What a change is of. `document` is its name, description and metadata. */
export type ChangeSubject = 'node' | 'edge' | 'input' | 'output' | 'variable' | 'limit' | 'document';

/** One difference between two graphs. */
export interface GraphChange {
  readonly subject: ChangeSubject;
  /** The node, edge, input, output, variable or limit; inside a node's own graph, after the node's: `each/answer`. Null: all. */
  readonly id: string | null;
  readonly change: 'added' | 'removed' | 'changed' | 'reordered';
  /** The place in it, as `config.prompt`; null: as a whole. */
  readonly path: string | null;
  /** What was there; null where there was nothing. */
  readonly before: Json;
  /** What is there; null where there is nothing. */
  readonly after: Json;
  /** It changes what people see, and nothing of what runs. */
  readonly layout: boolean;
  /** Whoever calls the workflow, or reads its outputs, may have to change something. */
  readonly breaking: boolean;
}

/** What leads from one graph to another. */
export interface GraphDiff {
  /** Both run the same. */
  readonly isSame: boolean;
  readonly isBreaking: boolean;
  readonly changes: readonly GraphChange[];
}
