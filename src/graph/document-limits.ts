/** Bounds on a document, so that reading, checking and storing one is always cheap. */
export const documentLimits = {
  /** UTF-8 bytes of the document as JSON text without spaces, every default filled in: what is stored. */
  maxBytes: 1_048_576,
  /** Values inside values; the document itself is level 1. Deeper ones are walked recursively elsewhere. */
  maxDepth: 64,
  maxNodes: 1_000,
  maxEdges: 5_000,
  /** More would not be read, and a hostile document must not be answered by a longer list of its faults. */
  maxIssues: 200,
  /** Nodes that one issue refers to. */
  maxNodesNamed: 50,
} as const;
