import type { WorkflowLimits } from '../graph/index.ts';
import type { Json } from '../kernel/index.ts';
import type { ModelDefaults } from '../nodes/index.ts';

export const workflowTypes = ['template', 'definition', 'custom', 'chat'] as const;
export type WorkflowType = (typeof workflowTypes)[number];

/** Of the executions that wait, those of a higher priority begin first. */
export const executionPriorities = ['low', 'normal', 'high'] as const;
export type ExecutionPriority = (typeof executionPriorities)[number];

/** What an execution was asked for, as its row keeps it: everything about it that its log does not say. */
export interface ExecutionRecord {
  readonly id: string;
  readonly ownerId: string;
  readonly type: WorkflowType;
  readonly definitionId: string | null;
  readonly definitionVersion: number | null;
  readonly templateId: string | null;
  /** Also where the conversation is not there any more. */
  readonly conversationId: string | null;
  readonly graphHash: string;
  readonly input: Json;
  readonly modelDefaults: ModelDefaults;
  /** They tighten those of the graph. */
  readonly limits: Partial<WorkflowLimits>;
  readonly priority: ExecutionPriority;
  readonly debug: boolean;
  readonly correlationId: string | null;
  readonly idempotencyKey: string | null;
  /** Hash of what was asked, `waitMs` aside: the same key with another hash is a conflict. Null without a key. */
  readonly requestHash: string | null;
  /** Milliseconds since 1970. */
  readonly queuedAt: number;
}
