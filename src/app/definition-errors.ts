import { diffGraphs, type GraphChange, parseWorkflowGraph, summaryOf } from '../graph/index.ts';
import { AppError, type JsonObject } from '../kernel/index.ts';
import type { Revised, RevisionConflict } from '../runtime/ports/definition-store.ts';

/** Changes that a conflict lists; its summary says how many there are. */
const mostListed = 50;

export function definitionNotFound(id: string): AppError {
  return new AppError(
    'definition/not-found',
    `there is no definition ${id.slice(0, 100)}: workflowDefinitions lists yours`,
  );
}

/** Of one that only its owner may change or delete, and whose draft only he sees. */
export function ownDefinitionNotFound(id: string): AppError {
  const message = `there is no definition ${id.slice(0, 100)} of yours: what others share can be copied, and the copy changed`;
  return new AppError('definition/not-found', message);
}

export function versionNotFound(id: string, version: number): AppError {
  return new AppError('definition/version-not-found', `definition ${id} has no version ${version}`);
}

/** What was written. @throws AppError `definition/not-found`, `definition/conflict` */
export function revised<T>(result: Revised<T>, id: string): T {
  if (result.status === 'done') return result.value;
  throw result.status === 'absent' ? ownDefinitionNotFound(id) : definitionConflict(id, result);
}

/** What the writer has missed: `details.changes` lead from the draft that he has seen to the present one. */
export function definitionConflict(
  id: string,
  { revision, base, current }: Omit<RevisionConflict, 'status'>,
): AppError {
  const changes = changesBetween(base, current);
  const details: JsonObject = {
    revision,
    changes: changes === null ? null : changes.slice(0, mostListed).map((change) => ({ ...change })),
  };
  return new AppError(
    'definition/conflict',
    `definition ${id} was changed meanwhile and is now at revision ${revision}${toldOf(changes)}: read it again and repeat the change`,
    { details },
  );
}

/** Null: it cannot be told. */
function changesBetween(base: JsonObject | null, current: JsonObject): readonly GraphChange[] | null {
  const [before, after] = [parseWorkflowGraph(base), parseWorkflowGraph(current)];
  return before.ok && after.ok ? diffGraphs(before.value, after.value).changes : null;
}

function toldOf(changes: readonly GraphChange[] | null): string {
  if (changes === null) return '';
  return changes.length === 0 ? ' (nothing in its graph)' : ` (${summaryOf(changes)})`;
}
