import type { ExecutionStatus, Usage } from '../../engine/index.ts';
import type { Json } from '../../kernel/index.ts';
import type { ExecutionPriority, WorkflowType } from '../execution-record.ts';
import type { ExecutionEnd, LogSlice, UsageEntry } from './event-log.ts';
import type { KeyedPageRequest, Page } from './page.ts';

/** What people see of an execution. Times are milliseconds since 1970; unknown is null. */
export interface ExecutionView {
  readonly id: string;
  readonly ownerId: string;
  readonly type: WorkflowType;
  readonly status: ExecutionStatus;
  readonly definitionId: string | null;
  readonly definitionVersion: number | null;
  readonly templateId: string | null;
  /** Also where the conversation is not there any more. */
  readonly conversationId: string | null;
  /** Null: an execution of the former system. */
  readonly graphHash: string | null;
  readonly input: Json;
  readonly output: Json;
  /** What is too large to be read along: it is null here, and `wholeValue` gives it. */
  readonly apart: Readonly<Record<ExecutionValue, boolean>>;
  readonly error: ExecutionEnd['error'];
  /** Null until it has ended. */
  readonly usage: Usage | null;
  readonly createdAt: number;
  readonly startedAt: number | null;
  readonly completedAt: number | null;
  /** From its start to its end; null until it has ended. */
  readonly durationMs: number | null;
  readonly debug: boolean;
  readonly correlationId: string | null;
  readonly priority: ExecutionPriority;
  /** Settings of the request that fill what the graph leaves open. */
  readonly workflowConfig: Json;
}

export type ExecutionValue = 'input' | 'output';

/** Null: any. */
export interface ExecutionFilter {
  readonly status: readonly ExecutionStatus[] | null;
  readonly type: readonly WorkflowType[] | null;
  readonly definitionId: string | null;
  readonly templateId: string | null;
  readonly conversationId: string | null;
  /** Milliseconds since 1970, the moment itself included. */
  readonly createdAfter: number | null;
  /** Milliseconds since 1970, the moment itself not included. */
  readonly createdBefore: number | null;
  /** Only with an order by duration. */
  readonly minDurationMs: number | null;
  /** Only with an order by duration. */
  readonly maxDurationMs: number | null;
  /** Words that its error begins words with: of the message or of the code, in any case and order. */
  readonly errorText: string | null;
}

/** The last two list what has ended. */
export type ExecutionOrder = 'newest-first' | 'oldest-first' | 'longest-first' | 'shortest-first';

/** By the duration; otherwise by the time of acceptance. */
export function isByDuration(order: ExecutionOrder): boolean {
  return order === 'longest-first' || order === 'shortest-first';
}

/**
 * Reads executions for people. An id that is malformed, unknown or not the reader's is absent; where the reader is null,
 * it is found whoever owns it.
 */
export interface ExecutionQueries {
  get(readerId: string | null, id: string): Promise<ExecutionView | null>;
  /** Those of these ids that the reader finds, in one statement and in no order. */
  getMany(readerId: string | null, ids: readonly string[]): Promise<readonly ExecutionView[]>;
  /**
   * Those of each of these owners that were accepted, or have started, suspended or ended, in the last `durationMs`
   * milliseconds: at most `most` of each owner, in one statement. The clocks of servers differ, so some from a little earlier
   * are among them.
   */
  changedWithin(
    ownerIds: readonly string[],
    durationMs: number,
    most: number,
  ): Promise<readonly { readonly ownerId: string; readonly id: string }[]>;
  /** The key of a place is what the list is ordered by, in milliseconds. */
  list(
    ownerId: string,
    filter: ExecutionFilter,
    order: ExecutionOrder,
    page: KeyedPageRequest,
  ): Promise<Page<ExecutionView>>;
  /** However large it is; null where the execution is absent. */
  wholeValue(readerId: string | null, id: string, value: ExecutionValue): Promise<Json>;
  /** How many there are: looks at each of them. */
  count(ownerId: string, filter: ExecutionFilter, order: ExecutionOrder): Promise<number>;
  /** Events after `after`, as the log reads them; null where the execution is absent. */
  events(readerId: string | null, id: string, after: number, limit: number): Promise<LogSlice | null>;
  /**
   * Every provider call of each of these, in one statement and in the order of the ids: oldest first; null where the
   * execution is absent.
   */
  usageEntries(
    readerId: string | null,
    ids: readonly string[],
  ): Promise<readonly (readonly UsageEntry[] | null)[]>;
  /**
   * What each of these runs, as it was when it was accepted, in the canonical form and perhaps of an older format; in
   * one statement and in the order of the ids. Null where the execution is absent, or the former system ran it.
   */
  graphs(readerId: string | null, ids: readonly string[]): Promise<readonly Json[]>;
}
