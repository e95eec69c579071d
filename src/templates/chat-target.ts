/** What a plain chat may be asked to do beside answering. Null: not said. */
export interface ChatTarget {
  readonly enableMemory: boolean | null;
  readonly enableRetrieval: boolean | null;
  readonly enableTools: boolean | null;
  readonly memoryWindow: number | null;
  readonly maxToolCalls: number | null;
  readonly maxDocuments: number | null;
  /** Null: all; empty: none. */
  readonly allowedTools: readonly string[] | null;
  readonly documentIds: readonly string[] | null;
}
