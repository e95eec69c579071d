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
  /** Only of a sink: reaching it ends everything else of its graph. */
  readonly terminate?: boolean;
  /** Only of an error handler: how often what would fail towards it is tried again first. */
  readonly handles?: number;
  /** Only of a node that runs a graph of its own. */
  readonly nested?: Nested;
}

/** A graph that a node runs. */
export interface Nested {
  readonly graph: ReferenceGraph;
  /** How many items a map has; null: it is a sub-workflow, which runs its graph once. */
  readonly items: number | null;
  readonly concurrency: number;
  /** Whether the first item that fails fails the node. */
  readonly stopsAtFailure: boolean;
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
  /** Of all scopes together; only that of the outermost graph counts. */
  readonly maxSteps: number;
}

export type Outcome =
  | { readonly status: 'completed'; readonly port: string }
  | { readonly status: 'failed'; readonly retryable: boolean };

/** What the world answers. Every function is pure: the same arguments always give the same answer. */
export interface Script {
  /** `attempt` counts from 1 what was asked about this path, over all visits of it. Not asked of a node that runs a graph. */
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
  /** By path; if a scope was run again by a retry, the later visits of a path are `path @2` and so on. */
  readonly activations: ReadonlyMap<string, Activation>;
  readonly terminal: Terminal;
  /** Paths in the order in which they ended by an outcome. */
  readonly order: readonly string[];
}
