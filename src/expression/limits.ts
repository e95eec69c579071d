/** Bounds on what an expression may be and may do, so that no author can stall or exhaust the process. */
export const expressionLimits = {
  /** Parsing is linear, but positions and messages quote the source; people write less than a page. */
  maxSourceLength: 10_000,
  /** Templates are prompts: mostly text, which costs nothing but its length. */
  maxTemplateLength: 1_000_000,
  /** Enough for a page of conditions; checking visits every node a constant number of times. */
  maxAstNodes: 2_000,
  /** Nesting is walked recursively here and in CEL; 64 stays far from the end of the stack. */
  maxDepth: 64,
  /** Literals are written by hand. Longer data belongs into a variable. */
  maxListElements: 500,
  maxMapEntries: 500,
  maxCallArguments: 16,
  /**
   * Work of one evaluation: 1 for each item a macro or `in` visits, for each item or 100 characters that `+` or a
   * helper copies, for 1,000 characters that a function reads or a comparison looks at, and for 200 steps of a pattern.
   * Three nested macros over 1000 messages would visit 10⁹ items; this stops them after some 100 ms.
   */
  maxWork: 100_000,
  /**
   * Lists and objects that a result holds again, each with what is in it. A value that stands twice in a value that stands
   * twice, and so on, costs nothing to make; as JSON it would be longer than any memory.
   */
  maxRepeats: 1_000_000,
  /** Characters a helper may produce from smaller ones (`replace`), and a rendered template may have. */
  maxTextLength: 10_000_000,
  /** Compiled patterns kept. A workflow has a handful; patterns made from data must not fill the memory. */
  maxCachedPatterns: 200,
  /** The size of a pattern bounds its automaton, and so the constant of the linear run time. */
  maxPatternLength: 1_000,
} as const;
