import type { ExecutionStatus, Usage } from '../../engine/index.ts';
import type { Json } from '../../kernel/index.ts';
import type { WorkflowType } from '../execution-record.ts';
import type { ExecutionEnd, LogSlice, UsageEntry } from './event-log.ts';
import type { Page, PageRequest } from './page.ts';

/** What people see of an execution. Times are milliseconds since 1970; unknown is null. */
export interface ExecutionView {
  readonly id: string;
  readonly ownerId: string;
  readonly type: WorkflowType;
  readonly status: ExecutionStatus;
  readonly definitionId: string | null;
  readonly definitionVersion: number | null;
  readonly templateId: string | null;
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
  readonly debug: boolean;
  readonly correlationId: string | null;
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
  /** Milliseconds since 1970, the moment itself included. */
  readonly createdAfter: number | null;
  /** Milliseconds since 1970, the moment itself not included. */
  readonly createdBefore: number | null;
}

export type ExecutionOrder = 'newest-first' | 'oldest-first';

/** Reads executions for people. An id that is malformed, unknown or somebody else's is absent. */
export interface ExecutionQueries {
  get(ownerId: string, id: string): Promise<ExecutionView | null>;
  /** The owner's of these ids, in one statement and in no order. */
  getMany(ownerId: string, ids: readonly string[]): Promise<readonly ExecutionView[]>;
  list(
    ownerId: string,
    filter: ExecutionFilter,
    order: ExecutionOrder,
    page: PageRequest,
  ): Promise<Page<ExecutionView>>;
  /** However large it is; null where the execution is absent. */
  wholeValue(ownerId: string, id: string, value: ExecutionValue): Promise<Json>;
  /** Events after `after`, as the log reads them; null where the execution is absent. */
  events(ownerId: string, id: string, after: number, limit: number): Promise<LogSlice | null>;
  /** Every provider call, oldest first; null where the execution is absent. */
  usageEntries(ownerId: string, id: string): Promise<readonly UsageEntry[] | null>;
}
