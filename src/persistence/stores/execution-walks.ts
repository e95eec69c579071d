import { workflowTypes } from '../../runtime/execution-record.ts';
import {
  type ExecutionFilter,
  type ExecutionOrder,
  isByDuration,
} from '../../runtime/ports/execution-queries.ts';
import {
  type Condition,
  endedPhases,
  is,
  oneOf,
  type Phase,
  phaseConditions,
  phasesOf,
  when,
} from './execution-conditions.ts';

/** Conditions that only this walk has. */
export type Walk = readonly Condition[];

const nowhere: readonly Walk[] = [[when('false')]];

/** Each leads along an index in the order of the list. */
export function walksOf(filter: ExecutionFilter, order: ExecutionOrder): readonly Walk[] {
  const { status, type } = filter;
  const isTimed = isByDuration(order);
  const days = isTimed ? daysOf(filter) : [];
  if (days.length > 0) return days.map((day) => [when(`${dayColumn} = ?::date`, day)]);
  const states = statesOf(status, isTimed ? endedPhases : null);
  if (states.length === 0 || isContradiction(filter)) return nowhere;
  if (isOfOne(filter)) {
    const ofType = type === null ? [] : [oneOf('workflow_type', type)];
    return states.map((state) => [...ofType, ...state]);
  }
  if (status === null && type === null && !isTimed) return [[]];
  return (type ?? workflowTypes).flatMap((one) =>
    states.map((state) => [is('workflow_type', one), ...state]),
  );
}

/** Along errors, in the order of time. Of one definition, template or conversation, what they are like is seen on the way. */
export function errorWalksOf(filter: ExecutionFilter): readonly Walk[] {
  const { status, type } = filter;
  if (isContradiction(filter)) return nowhere;
  if (isOfOne(filter)) return [[]];
  const states = statesOf(status, null);
  return (type ?? workflowTypes).flatMap((one) =>
    states.map((state) => [is('workflow_type', one), ...state]),
  );
}

function statesOf(status: ExecutionFilter['status'], among: readonly Phase[] | null): readonly Walk[] {
  return phasesOf(status)
    .filter((phase) => among === null || among.includes(phase))
    .map((phase) => phaseConditions(phase, status));
}

function isOfOne({ definitionId, templateId, conversationId }: ExecutionFilter): boolean {
  return [definitionId, templateId, conversationId].some((id) => id !== null);
}

/** Executions of a definition are of the type `definition`, those of a template of the type `template`: none is both. */
function isContradiction({ type, definitionId, templateId }: ExecutionFilter): boolean {
  if (definitionId !== null && templateId !== null) return true;
  const isOther = (id: string | null, of: 'definition' | 'template') =>
    id !== null && type !== null && !type.includes(of);
  return isOther(definitionId, 'definition') || isOther(templateId, 'template');
}

/** As the indexes by day have it. */
const dayColumn = `((created_at at time zone 'UTC')::date)`;
const dayMs = 86_400_000;

/** The days, in UTC, that lie between the dates of a filter; none where no index has them with all that is filtered. */
function daysOf(filter: ExecutionFilter): readonly string[] {
  const { createdAfter, createdBefore, status, type, conversationId } = filter;
  if (createdAfter === null || createdBefore === null) return [];
  if ([status, type, conversationId].some((one) => one !== null)) return [];
  const first = Math.floor(createdAfter / dayMs);
  const last = Math.floor(Math.max(createdBefore - 1, createdAfter) / dayMs);
  return Array.from({ length: last - first + 1 }, (_, index) =>
    new Date((first + index) * dayMs).toISOString().slice(0, 10),
  );
}
