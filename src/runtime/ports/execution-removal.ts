/** Which executions that have ended are not kept. What runs or waits always is. */
export interface RetentionRules {
  /** Ended before this moment, in milliseconds since 1970; null: age does not matter. */
  readonly endedBefore: number | null;
  /** How many of each owner are kept, the newest; null: all. */
  readonly keepPerOwner: number | null;
  /** How many of each definition and owner are kept, the newest; null: all. */
  readonly keepPerDefinition: number | null;
}

/** Some executions among all. */
export interface RemovalScope {
  /** Null: of every owner. */
  readonly ownerId: string | null;
  /** Null: of every definition, and of none. */
  readonly definitionId: string | null;
}

/** An owner's executions, or those of one definition. */
export interface RemovalGroup {
  readonly ownerId: string;
  readonly definitionId: string | null;
}

/** What of a group is removed. */
export interface GroupRule {
  readonly endedBefore: number | null;
  readonly keep: number | null;
}

/**
 * Removes executions: their rows first, at once, so that nobody reads half of one; then what belongs to them, bit by
 * bit. Every step is a transaction of bounded size, and one that is cut off goes on where it was.
 */
export interface ExecutionRemoval {
  /** @returns `live` where it has not ended, `absent` where it is not there, or not the owner's */
  remove(ownerId: string, id: string): Promise<'removed' | 'live' | 'absent'>;
  /** Those who have executions, each alone. */
  owners(scope: RemovalScope): Promise<readonly RemovalGroup[]>;
  /** The definitions that executions refer to, each with each owner of some. */
  definitions(scope: RemovalScope): Promise<readonly RemovalGroup[]>;
  /** Removes the rows of at most `limit` executions of the group, oldest first. @returns how many */
  removeSome(group: RemovalGroup, rule: GroupRule, limit: number): Promise<number>;
  /**
   * Removes at most about `limit` rows of what belonged to executions that are gone, then some large values and files that
   * none refers to any more, then such deleted definitions.
   * @returns how many; 0: nothing is left
   */
  clean(limit: number): Promise<number>;
}
