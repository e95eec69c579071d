import type { ExecuteWorkflowInput } from '../../src/app/index.ts';
import type { ExecutionFilter } from '../../src/runtime/ports/execution-queries.ts';
import type { ChatTarget } from '../../src/templates/index.ts';

/** An execution of which nothing is asked but what is executed. */
export const nothingAsked: Omit<ExecuteWorkflowInput, 'target'> = {
  input: null,
  message: null,
  conversationId: null,
  parameters: null,
  model: {},
  limits: {},
  idempotencyKey: null,
  waitMs: 0,
  priority: 'normal',
  debug: false,
  correlationId: null,
};

/** A chat of which nothing is asked but an answer. */
export const plainChat: ChatTarget = {
  enableMemory: null,
  enableRetrieval: null,
  enableTools: null,
  memoryWindow: null,
  maxToolCalls: null,
  maxDocuments: null,
  allowedTools: null,
  documentIds: null,
};

/** A filter that leaves out no execution. */
export const anyExecution: ExecutionFilter = {
  status: null,
  type: null,
  definitionId: null,
  templateId: null,
  conversationId: null,
  createdAfter: null,
  createdBefore: null,
  minDurationMs: null,
  maxDurationMs: null,
  errorText: null,
};
