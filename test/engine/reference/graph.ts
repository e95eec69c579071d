/** The little of a workflow document that decides how it runs: the input of the reference interpreter. */
export interface ReferenceNode {
  readonly id: string;
  readonly join: 'all' | 'any';
  readonly cancelOthers: boolean;
  /** `body` for a kind that heads a loop, otherwise null. */
  readonly bodyPort: string | null;
  readonly ports: readonly string[];
  readonly allowNone: boolean;
  readonly maxAttempts: number;
}

export interface ReferenceEdge {
  readonly id: string;
  readonly source: string;
  readonly sourcePort: string;
  readonly target: string;
  readonly conditional: boolean;
}

export interface ReferenceGraph {
  readonly nodes: readonly ReferenceNode[];
  readonly edges: readonly ReferenceEdge[];
  readonly start: string;
  readonly maxIterations: number;
  readonly maxSteps: number;
}

export type Outcome =
  | { readonly status: 'completed'; readonly port: string }
  | { readonly status: 'failed'; readonly retryable: boolean };

/** What the world answers. Every function is pure: the same arguments always give the same answer. */
export interface Script {
  outcome(path: string, attempt: number): Outcome;
  /** `path` is that of the activation the edge starts from. */
  condition(edgeId: string, path: string): boolean | 'throws';
  /** Which of the `count` running activations, sorted by path, ends next. `step` counts the choices from 0. */
  choose(count: number, step: number): number;
}

export interface Activation {
  readonly status: 'completed' | 'failed' | 'skipped' | 'cancelled';
  readonly port: string | null;
  readonly attempts: number;
  /** Ids of the edges taken, in declaration order. */
  readonly taken: readonly string[];
}

export type Terminal =
  | { readonly status: 'completed' }
  | { readonly status: 'failed'; readonly code: string; readonly path: string };

export interface Trace {
  readonly activations: ReadonlyMap<string, Activation>;
  readonly terminal: Terminal;
  /** Paths in the order in which they ended by an outcome. */
  readonly order: readonly string[];
}
