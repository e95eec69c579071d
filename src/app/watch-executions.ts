import { converted } from '../runtime/converted.ts';
import type { ExecutionView } from '../runtime/ports/execution-queries.ts';
import type { AppPorts } from './app-ports.ts';
import { type ExecutionSearch, requireExecutionFilter } from './list-executions.ts';
import { readingAs, type Viewer } from './viewer.ts';

export interface WatchExecutionsInput {
  readonly filter: ExecutionSearch;
  readonly signal?: AbortSignal;
}

/**
 * Executions as they change, each as it is after its last change: changes that follow each other quickly are one. The
 * filter asks what an execution is then; one that has ceased to satisfy it is not told of. Of an owner whom the viewer
 * may not read, nothing is told: none of one's own satisfies such a filter.
 */
export function watchExecutions(
  { changes }: AppPorts,
  viewer: Viewer,
  { filter, signal }: WatchExecutionsInput,
): AsyncIterable<ExecutionView> {
  requireExecutionFilter(filter);
  const { ownerId } = readingAs(viewer, filter.ownerId) ?? viewer;
  return converted(changes.subscribe(ownerId, signal), (execution) =>
    satisfies(execution, filter) ? execution : null,
  );
}

function satisfies(execution: ExecutionView, filter: ExecutionSearch): boolean {
  const { ownerId, status, type, definitionId, templateId, conversationId, createdAfter, createdBefore } =
    filter;
  const { minDurationMs, maxDurationMs, errorText } = filter;
  const { durationMs } = execution;
  return (
    (ownerId === null || ownerId.toLowerCase() === execution.ownerId) &&
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
