/**
 * The statements that find executions for people.
 *
 * H1  A page costs what the page holds, however many executions there are: each statement walks an index in the order of
 *     the list, from the place where the last page ended.
 * H2  Where a filter allows several values of a column that an index has before the order, one walk for each value gives
 *     its first rows, and the first of all of them are the page.
 */
import {
  type ExecutionFilter,
  type ExecutionOrder,
  isByDuration,
} from '../../runtime/ports/execution-queries.ts';
import type { KeyedPageRequest } from '../../runtime/ports/page.ts';
import {
  type Condition,
  commonConditions,
  errorCondition,
  oneOf,
  phasesOf,
  placeCondition,
  sqlOf,
  when,
} from './execution-conditions.ts';
import { errorWalksOf, walksOf } from './execution-walks.ts';

/** Its parameters are written as `?`. */
export interface ListStatement {
  readonly text: string;
  readonly values: readonly unknown[];
  /** What it gives says of each whether it `fits`. Where it gives fewer than this, there are no others. */
  readonly passes?: number;
}

/**
 * Statements that give the ids of a page, in the order of the list, and of one execution more, to know whether there are
 * others. Each is asked where the one before it has not filled the page.
 */
export function listStatements(
  ownerId: string,
  filter: ExecutionFilter,
  order: ExecutionOrder,
  { first, after }: KeyedPageRequest,
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
  return [merged(walksOf(filter, order), common, { columns: `id, ${key}`, shown: 'id', end: limited })];
}

interface ErrorSearch {
  readonly key: string;
  readonly sorted: string;
  readonly limited: string;
  readonly ownerId: string;
  readonly errorText: string;
}

/** A walk along the errors passes so many before words are looked up. */
const mostPassed = 150;

/**
 * Words that many errors have are found soon by walking along the errors; for words that few have there is an index, but
 * it gives whatever has them in no order. Which of the two it is, the walk itself tells: no estimate is as good. Where it
 * has come to the end, there is nothing to be looked up.
 */
function errorStatements(
  common: readonly Condition[],
  filter: ExecutionFilter,
  { key, sorted, limited, ownerId, errorText }: ErrorSearch,
): readonly ListStatement[] {
  const words = errorCondition(ownerId, errorText);
  const { status, type } = filter;
  const more = [
    ...(type === null ? [] : [oneOf('workflow_type', type)]),
    ...(status === null ? [] : [oneOf('status', status)]),
  ];
  const columns = `id, ${key}, workflow_type, status, error_words`;
  const errors = [...common, when('error_words is not null')];
  const passed = { columns, shown: '*', end: `${sorted} limit ${mostPassed}` };
  const walked = merged(errorWalksOf(filter), errors, passed);
  const found = rowsOf([...common, words], columns, 'offset 0');
  return [judged(walked, [words, ...more], sorted), within(found, more, limited)];
}

function rowsOf(conditions: readonly Condition[], columns: string, end: string): ListStatement {
  return {
    text: `select ${columns} from workflow_execution where ${sqlOf(conditions)} ${end}`,
    values: conditions.flatMap(({ values }) => values),
  };
}

function judged(rows: ListStatement, conditions: readonly Condition[], end: string): ListStatement {
  return {
    text: `select id, coalesce(${sqlOf(conditions)}, false) as fits from (${rows.text}) passed ${end}`,
    values: [...conditions.flatMap(({ values }) => values), ...rows.values],
    passes: mostPassed,
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

interface MergedRows {
  readonly columns: string;
  readonly shown: string;
  readonly end: string;
}

/** H2 */
function merged(
  walks: readonly (readonly Condition[])[],
  common: readonly Condition[],
  { columns, shown, end }: MergedRows,
): ListStatement {
  const each = walks.map((own) => rowsOf([...common, ...own], columns, end));
  const [only] = each;
  if (each.length === 1 && only) return only;
  return {
    text: `select ${shown} from (${each.map(({ text }) => `(${text})`).join(' union all ')}) page ${end}`,
    values: each.flatMap(({ values }) => values),
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
