/** Part of a list, from the newest on. Keyset paging: what is inserted meanwhile moves nothing. */
export interface PageRequest {
  readonly first: number;
  /** Id of the last item that was seen; null: from the beginning. */
  readonly after: string | null;
}

export interface Page<T> {
  readonly items: readonly T[];
  readonly hasNextPage: boolean;
}
