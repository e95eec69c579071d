/** Bounds on what a schema may make the process do: its author and the author of the value may both be hostile. */
export const schemaLimits = {
  /** Characters of a pattern; its size bounds its automaton, and so the constant of the linear run time. */
  maxPatternLength: 1_000,
  /** `$ref` and nested schemas are followed recursively. */
  maxDepth: 200,
  /**
   * 1 for each schema that meets a value, each item compared, 200 steps of a pattern, and for every 10 items or keys, or
   * 250 characters, that a keyword looks at.
   */
  maxWork: 250_000,
  /** A hostile value must not be answered by a longer list of its faults. */
  maxProblems: 50,
} as const;
