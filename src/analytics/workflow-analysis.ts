/** How much it takes to understand a workflow. Notes do not count. */
export interface Complexity {
  /** Nodes plus half the edges, rounded down. */
  readonly score: number;
  readonly nodeCount: number;
  readonly edgeCount: number;
  /** Nodes on the longest way from an entry that takes no edge back. */
  readonly depth: number;
  /** Edges per node, to two decimal places; 0 where there is no node. */
  readonly branchingFactor: number;
  /** Loops: nodes to which a way leads back. */
  readonly loopComplexity: number;
  /** Edges minus nodes plus two, at least 0. */
  readonly conditionalComplexity: number;
}

/** How bad, or how useful, something is. */
export type Weight = 'low' | 'medium' | 'high';

/** A node at which many branches meet. */
export interface Bottleneck {
  readonly nodeId: string;
  readonly incoming: number;
  readonly severity: Weight;
  readonly suggestion: string;
}

export interface Suggestion {
  readonly type: 'complexity' | 'validation' | 'connectivity';
  readonly description: string;
  readonly impact: Weight;
  readonly nodeIds: readonly string[];
}

export interface Risk {
  readonly type: 'size' | 'no-start' | 'disconnected' | 'bottleneck';
  readonly description: string;
  readonly nodeIds: readonly string[];
}

/** What the structure of a graph says of it, before it ever runs. */
export interface WorkflowAnalysis {
  readonly complexity: Complexity;
  /** Ways from an entry to an end that take no edge back, counted up to `mostPaths`. */
  readonly executionPaths: number;
  /** There are more ways than were counted. */
  readonly hasMorePaths: boolean;
  readonly bottlenecks: readonly Bottleneck[];
  readonly suggestions: readonly Suggestion[];
  readonly risks: readonly Risk[];
}

/** Beyond it, how many ways there are says nothing any more. */
export const mostPaths = 1024;
