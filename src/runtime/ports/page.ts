/** Part of a list, from the newest on. Keyset paging: what is inserted meanwhile moves nothing. */
export interface PageRequest {
  readonly first: number;
  /** Id of the last item that was seen; null: from the beginning. */
  readonly after: string | null;
}

/** The place of an item in a list that is ordered by a number: that number, then its id. */
export interface KeyedPlace {
  readonly key: number;
  readonly id: string;
}

/** Part of such a list. Keyset paging, too. */
export interface KeyedPageRequest {
  readonly first: number;
  /** Null: from the beginning. */
  readonly after: KeyedPlace | null;
}

export interface Page<T> {
  readonly items: readonly T[];
  readonly hasNextPage: boolean;
}
