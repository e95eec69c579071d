/**
 * The statements that find executions for people.
 *
 * H1  A page costs what the page holds, however many executions there are: each statement walks an index in the order of
 *     the list, from the place where the last page ended.
 * H2  Where a filter allows several values of a column that an index has before the order, one walk for each value gives
 *     its first rows, and the first of all of them are the page.
 */
import type { ExecutionStatus } from '../../engine/index.ts';
import type { WorkflowType } from '../../runtime/execution-record.ts';
import type {
  ExecutionFilter,
  ExecutionOrder,
  ExecutionPageRequest,
} from '../../runtime/ports/execution-queries.ts';

/** Its parameters are written as `?`. */
export interface ListStatement {
  readonly text: string;
  readonly values: readonly unknown[];
}

interface Condition {
  readonly sql: string;
  readonly values: readonly unknown[];
}

const when = (sql: string, ...values: readonly unknown[]): Condition => ({ sql, values });

/** `live`: queued or running. */
type Phase = Exclude<ExecutionStatus, 'queued' | 'running'> | 'live';

const endedPhases: readonly Phase[] = ['completed', 'failed', 'cancelled'];
const phases = keysOf<Phase>({ live: 1, suspended: 1, completed: 1, failed: 1, cancelled: 1 });
const types = keysOf<WorkflowType>({ definition: 1, template: 1, custom: 1, chat: 1 });

/** Every one of them: the compiler misses one that is left out. */
function keysOf<Key extends string>(all: Readonly<Record<Key, 1>>): readonly Key[] {
  return Object.keys(all) as Key[];
}

/**
 * Statements that give the ids of a page, in the order of the list, and of one execution more, to know whether there are
 * others. Each is asked where the one before it has not filled the page.
 */
export function listStatements(
  ownerId: string,
  filter: ExecutionFilter,
  order: ExecutionOrder,
  { first, after }: ExecutionPageRequest,
): readonly ListStatement[] {
  const key = isByDuration(order) ? 'duration_ms' : 'created_at';
  const direction = order === 'newest-first' || order === 'longest-first' ? 'desc' : 'asc';
  const sorted = `order by ${key} ${direction}, id ${direction}`;
  const limited = `${sorted} limit ${first + 1}`;
  const place = after === null ? [] : [placeCondition(key, direction, after)];
  const common = [...commonConditions(ownerId, filter, order), ...place];
  const { errorText } = filter;
  if (errorText !== null)
    return errorStatements(common, filter, { key, sorted, limited, ownerId, errorText });
  const walks = walksOf(filter, order).map((own) => rowsOf([...common, ...own], `id, ${key}`, limited));
  const [only] = walks;
  return [walks.length === 1 && only ? only : merged(walks, limited)];
}

interface ErrorSearch {
  readonly key: string;
  readonly sorted: string;
  readonly limited: string;
  readonly ownerId: string;
  readonly errorText: string;
}

/** A walk along the errors passes so many before words are looked up. */
const mostPassed = 200;

/**
 * Words that many errors have are found soon by walking along the errors; for words that few have there is an index, but
 * it gives whatever has them in no order. Which of the two it is, the walk itself tells: no estimate is as good.
 */
function errorStatements(
  common: readonly Condition[],
  { status, type }: ExecutionFilter,
  { key, sorted, limited, ownerId, errorText }: ErrorSearch,
): readonly ListStatement[] {
  const words = errorCondition(ownerId, errorText);
  const more = [
    ...(type === null ? [] : [oneOf('workflow_type', type)]),
    ...(status === null ? [] : [oneOf('status', status)]),
  ];
  const isError = when('error_words is not null');
  const columns = `id, ${key}, workflow_type, status, error_words`;
  const walked = rowsOf([...common, isError], columns, `${sorted} limit ${mostPassed}`);
  const found = rowsOf([...common, words], columns, 'offset 0');
  return [within(walked, [words, ...more], limited), within(found, more, limited)];
}

function rowsOf(conditions: readonly Condition[], columns: string, end: string): ListStatement {
  return {
    text: `select ${columns} from workflow_execution where ${sqlOf(conditions)} ${end}`,
    values: conditions.flatMap(({ values }) => values),
  };
}

/** What satisfies more, among rows that are found first. */
function within(rows: ListStatement, conditions: readonly Condition[], end: string): ListStatement {
  const where = conditions.length === 0 ? '' : `where ${sqlOf(conditions)}`;
  return {
    text: `select id from (${rows.text}) found ${where} ${end}`,
    values: [...rows.values, ...conditions.flatMap(({ values }) => values)],
  };
}

function merged(walks: readonly ListStatement[], end: string): ListStatement {
  return {
    text: `select id from (${walks.map(({ text }) => `(${text})`).join(' union all ')}) page ${end}`,
    values: walks.flatMap(({ values }) => values),
  };
}

/** How many there are in all pages of such a list. */
export function countStatement(
  ownerId: string,
  filter: ExecutionFilter,
  order: ExecutionOrder,
): ListStatement {
  const { status, type, errorText } = filter;
  const all = [
    ...commonConditions(ownerId, filter, order),
    ...(errorText === null ? [] : [errorCondition(ownerId, errorText)]),
    ...(status === null ? [] : [oneOf('phase', phasesOf(status)), oneOf('status', status)]),
    ...(type === null ? [] : [oneOf('workflow_type', type)]),
  ];
  return {
    text: `select count(*)::int as count from workflow_execution where ${sqlOf(all)}`,
    values: all.flatMap(({ values }) => values),
  };
}

/** Whether no execution can satisfy it. */
export function isEmptyFilter({ status, type }: ExecutionFilter): boolean {
  return status?.length === 0 || type?.length === 0;
}

function isByDuration(order: ExecutionOrder): boolean {
  return order === 'longest-first' || order === 'shortest-first';
}

function commonConditions(
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
function errorCondition(ownerId: string, text: string): Condition {
  const words = `nullif(trim(regexp_replace(?::text, '[^[:alnum:]]+', ' ', 'g')), '')`;
  const query = `to_tsquery('simple', ?::text || ' & ' || replace(${words}, ' ', ':* & ') || ':*')`;
  return when(`error_words @@ ${query}`, `o${ownerId.replaceAll('-', '').toLowerCase()}`, text);
}

function placeCondition(
  column: 'created_at' | 'duration_ms',
  direction: 'asc' | 'desc',
  { key, id }: NonNullable<ExecutionPageRequest['after']>,
): Condition {
  const beyond = direction === 'desc' ? '<' : '>';
  return column === 'created_at'
    ? when(`(created_at, id) ${beyond} (?::timestamptz, ?::uuid)`, timeOf(key), id)
    : when(`(duration_ms, id) ${beyond} (?::bigint, ?::uuid)`, key, id);
}

/** H2: each walk has the conditions that only it has. */
function walksOf(filter: ExecutionFilter, order: ExecutionOrder): readonly (readonly Condition[])[] {
  const { status, type, definitionId, templateId, conversationId } = filter;
  const isTimed = isByDuration(order);
  const states = phasesOf(status)
    .filter((phase) => !isTimed || endedPhases.includes(phase))
    .map((phase) => phaseConditions(phase, status));
  if (states.length === 0) return [[when('false')]];
  if ([definitionId, templateId, conversationId].some((id) => id !== null)) {
    const ofType = type === null ? [] : [oneOf('workflow_type', type)];
    return states.map((state) => [...ofType, ...state]);
  }
  if (status === null && type === null && !isTimed) return [[]];
  return (type ?? types).flatMap((one) => states.map((state) => [is('workflow_type', one), ...state]));
}

/**
 * What is live is both queued and running: where only one is asked for, the other is passed on the way. `coalesce` hides
 * the comparison from the planner: it would take the status for as rare as it is among all executions, and sort.
 */
function phaseConditions(phase: Phase, status: ExecutionFilter['status']): readonly Condition[] {
  const asked: readonly string[] = status ?? ['queued', 'running'];
  const isAll = ['queued', 'running'].every((one) => asked.includes(one));
  if (phase !== 'live' || isAll) return [is('phase', phase)];
  const { sql, values } = oneOf('status', asked);
  return [is('phase', phase), when(`coalesce(${sql}, false)`, ...values)];
}

function phasesOf(status: ExecutionFilter['status']): readonly Phase[] {
  if (status === null) return phases;
  return [...new Set(status.map((one): Phase => (one === 'queued' || one === 'running' ? 'live' : one)))];
}

function is(column: string, value: string): Condition {
  return when(`${column} = ?`, value);
}

function oneOf(column: string, values: readonly string[]): Condition {
  return when(`${column} in (${values.map(() => '?').join(', ')})`, ...values);
}

function sqlOf(conditions: readonly Condition[]): string {
  return conditions.map(({ sql }) => sql).join(' and ');
}

function timeOf(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
