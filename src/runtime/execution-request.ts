import type { WorkflowLimits } from '../graph/index.ts';
import type { Json, Message } from '../kernel/index.ts';
import type { ModelDefaults } from '../nodes/index.ts';
import type { ExecutionPriority, WorkflowType } from './execution-record.ts';

/** What an API asks of the engine, whatever the workflow comes from: the one way in. */
export interface ExecutionRequest {
  readonly ownerId: string;
  readonly type: WorkflowType;
  /** The document as it came, not yet checked. */
  readonly graph: unknown;
  /** The request as it was made, the time to wait aside: what the same idempotency key must come with. Plain data. */
  readonly asked: unknown;
  readonly definitionId: string | null;
  readonly definitionVersion: number | null;
  readonly templateId: string | null;
  readonly conversationId: string | null;
  /** What was said in the conversation before: the messages begin with it. */
  readonly history: readonly Message[];
  readonly input: Json;
  /** The user's turn: appended to the messages and copied to `input.message`. */
  readonly message: string | null;
  readonly modelDefaults: ModelDefaults;
  /** They may only tighten those of the graph. */
  readonly limits: Partial<WorkflowLimits>;
  /** Unique for each owner: the same key and request give the same execution. */
  readonly idempotencyKey: string | null;
  /** How long to wait for the end, in milliseconds: 0 to 30,000. */
  readonly waitMs: number;
  readonly priority: ExecutionPriority;
  readonly debug: boolean;
  readonly correlationId: string | null;
}
