import { converted } from '../runtime/converted.ts';
import type { ExecutionFilter, ExecutionView } from '../runtime/ports/execution-queries.ts';
import type { AppPorts } from './app-ports.ts';
import { requireExecutionFilter } from './list-executions.ts';
import type { Viewer } from './viewer.ts';

export interface WatchExecutionsInput {
  readonly filter: ExecutionFilter;
  readonly signal?: AbortSignal;
}

/**
 * One's own executions as they change, each as it is when it is read: changes that follow each other quickly are one.
 * The filter asks what an execution is now; one that has ceased to satisfy it is not told of.
 */
export function watchExecutions(
  { changes, executions }: AppPorts,
  { ownerId }: Viewer,
  { filter, signal }: WatchExecutionsInput,
): AsyncIterable<ExecutionView> {
  requireExecutionFilter(filter);
  return converted(changes.subscribe(ownerId, signal), async (id) => {
    const execution = await executions.get(ownerId, id);
    return execution && satisfies(execution, filter) ? execution : null;
  });
}

function satisfies(execution: ExecutionView, filter: ExecutionFilter): boolean {
  const { status, type, definitionId, templateId, conversationId, createdAfter, createdBefore } = filter;
  const { minDurationMs, maxDurationMs, errorText } = filter;
  const { durationMs } = execution;
  return (
    (status === null || status.includes(execution.status)) &&
    (type === null || type.includes(execution.type)) &&
    (definitionId === null || definitionId.toLowerCase() === execution.definitionId) &&
    (templateId === null || templateId.toLowerCase() === execution.templateId) &&
    (conversationId === null || conversationId.toLowerCase() === execution.conversationId) &&
    (createdAfter === null || execution.createdAt >= createdAfter) &&
    (createdBefore === null || execution.createdAt < createdBefore) &&
    (minDurationMs === null || (durationMs !== null && durationMs >= minDurationMs)) &&
    (maxDurationMs === null || (durationMs !== null && durationMs <= maxDurationMs)) &&
    (errorText === null || hasWords(execution.error, errorText))
  );
}

/** As a list finds them: each word from its beginning, in the message or the code. */
function hasWords(error: ExecutionView['error'], text: string): boolean {
  if (error === null) return false;
  const words = wordsOf(`${error.message} ${error.code}`);
  return wordsOf(text).every((wanted) => words.some((word) => word.startsWith(wanted)));
}

function wordsOf(text: string): readonly string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
}
