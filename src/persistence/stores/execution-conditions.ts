import type { ExecutionStatus } from '../../engine/index.ts';
import {
  type ExecutionFilter,
  type ExecutionOrder,
  isByDuration,
} from '../../runtime/ports/execution-queries.ts';
import type { KeyedPlace } from '../../runtime/ports/page.ts';

/** Its parameters are written as `?`. */
export interface Condition {
  readonly sql: string;
  readonly values: readonly unknown[];
}

/** `live`: queued or running. */
export type Phase = Exclude<ExecutionStatus, 'queued' | 'running'> | 'live';

export const endedPhases: readonly Phase[] = ['completed', 'failed', 'cancelled'];

/** The compiler misses one that is left out. */
const phases: Readonly<Record<Phase, 1>> = { live: 1, suspended: 1, completed: 1, failed: 1, cancelled: 1 };
export const everyPhase = Object.keys(phases) as readonly Phase[];

export function when(sql: string, ...values: readonly unknown[]): Condition {
  return { sql, values };
}

export function is(column: string, value: string): Condition {
  return when(`${column} = ?`, value);
}

export function oneOf(column: string, values: readonly string[]): Condition {
  return when(`${column} in (${values.map(() => '?').join(', ')})`, ...values);
}

export function sqlOf(conditions: readonly Condition[]): string {
  return conditions.map(({ sql }) => sql).join(' and ');
}

/** Those of a filter that hold wherever its executions are looked for. */
export function commonConditions(
  ownerId: string,
  filter: ExecutionFilter,
  order: ExecutionOrder,
): readonly Condition[] {
  const { definitionId, templateId, conversationId, createdAfter, createdBefore } = filter;
  const { minDurationMs, maxDurationMs } = filter;
  return [
    when('owner_id = ?', ownerId),
    ...(definitionId === null ? [] : [when('definition_id = ?', definitionId)]),
    ...(templateId === null ? [] : [when('template_id = ?', templateId)]),
    ...(conversationId === null ? [] : [when('conversation_id = ?', conversationId)]),
    ...(createdAfter === null ? [] : [when('created_at >= ?::timestamptz', timeOf(createdAfter))]),
    ...(createdBefore === null ? [] : [when('created_at < ?::timestamptz', timeOf(createdBefore))]),
    ...(isByDuration(order) ? [when('duration_ms is not null')] : []),
    ...(minDurationMs === null ? [] : [when('duration_ms >= ?', minDurationMs)]),
    ...(maxDurationMs === null ? [] : [when('duration_ms <= ?', maxDurationMs)]),
  ];
}

/** Words as the index has them: of the owner alone, since he is one of them. */
export function errorCondition(ownerId: string, text: string): Condition {
  const words = `nullif(trim(regexp_replace(?::text, '[^[:alnum:]]+', ' ', 'g')), '')`;
  const query = `to_tsquery('simple', ?::text || ' & ' || replace(${words}, ' ', ':* & ') || ':*')`;
  return when(`error_words @@ ${query}`, `o${ownerId.replaceAll('-', '').toLowerCase()}`, text);
}

export function placeCondition(
  column: 'created_at' | 'duration_ms',
  direction: 'asc' | 'desc',
  { key, id }: KeyedPlace,
): Condition {
  const beyond = direction === 'desc' ? '<' : '>';
  return column === 'created_at'
    ? when(`(created_at, id) ${beyond} (?::timestamptz, ?::uuid)`, timeOf(key), id)
    : when(`(duration_ms, id) ${beyond} (?::bigint, ?::uuid)`, key, id);
}

/**
 * What is live is both queued and running: where only one is asked for, the other is passed on the way. `coalesce` hides
 * the comparison from the planner: it would take the status for as rare as it is among all executions, and sort.
 */
export function phaseConditions(phase: Phase, status: ExecutionFilter['status']): readonly Condition[] {
  const asked: readonly string[] = status ?? ['queued', 'running'];
  const isAll = ['queued', 'running'].every((one) => asked.includes(one));
  if (phase !== 'live' || isAll) return [is('phase', phase)];
  const { sql, values } = oneOf('status', asked);
  return [is('phase', phase), when(`coalesce(${sql}, false)`, ...values)];
}

export function phasesOf(status: ExecutionFilter['status']): readonly Phase[] {
  if (status === null) return everyPhase;
  return [...new Set(status.map((one): Phase => (one === 'queued' || one === 'running' ? 'live' : one)))];
}

function timeOf(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
