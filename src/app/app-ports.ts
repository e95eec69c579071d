import type { NodeRegistry } from '../nodes/index.ts';
import type { ExecutionRequest } from '../runtime/execution-request.ts';
import type { ExecutionResult } from '../runtime/execution-result.ts';
import type { AnalyticsStore } from '../runtime/ports/analytics-store.ts';
import type { ApiKeyStore } from '../runtime/ports/api-key-store.ts';
import type { Blobs } from '../runtime/ports/blobs.ts';
import type { Clock } from '../runtime/ports/clock.ts';
import type { ConversationStore } from '../runtime/ports/conversation-store.ts';
import type { DefinitionStore } from '../runtime/ports/definition-store.ts';
import type { EventFeed } from '../runtime/ports/event-feed.ts';
import type { ExecutionChanges } from '../runtime/ports/execution-changes.ts';
import type { ExecutionQueries } from '../runtime/ports/execution-queries.ts';
import type { ExecutionRemoval } from '../runtime/ports/execution-removal.ts';
import type { Models } from '../runtime/ports/models.ts';
import type { SecretStore } from '../runtime/ports/secret-store.ts';
import type { TemplateStore } from '../runtime/ports/template-store.ts';
import type { WorkTurns } from '../runtime/work-turns.ts';
import type { Capabilities, WorkflowValidator } from '../validation/index.ts';

/** The one door through which executions begin, as use cases see it. */
export interface WorkflowEngine {
  /** @throws AppError `workflow/invalid`, `input/invalid`, `execution/idempotency-conflict` */
  execute(request: ExecutionRequest): Promise<ExecutionResult>;
  /** @throws AppError `execution/not-cancellable` */
  cancel(executionId: string): Promise<void>;
}

/** What use cases are made of. */
export interface AppPorts {
  readonly engine: WorkflowEngine;
  readonly validator: WorkflowValidator;
  /** What this server has and allows. */
  readonly capabilities: Capabilities;
  readonly registry: NodeRegistry;
  readonly models: Pick<Models, 'list'>;
  readonly definitions: DefinitionStore;
  readonly templates: TemplateStore;
  readonly executions: ExecutionQueries;
  readonly conversations: ConversationStore;
  readonly removal: Pick<ExecutionRemoval, 'remove'>;
  readonly blobs: Pick<Blobs, 'find' | 'read'>;
  readonly analytics: AnalyticsStore;
  readonly feed: EventFeed;
  readonly changes: ExecutionChanges;
  readonly apiKeys: ApiKeyStore;
  readonly secrets: SecretStore;
  /** For what takes the process for itself. */
  readonly turns: WorkTurns;
  readonly clock: Pick<Clock, 'now'>;
}
