import type { AnalyticsQuery } from '../../runtime/ports/analytics-store.ts';
import { amountColumns, amountsOf, each, placeColumns, sumColumns, sumsOfEntry } from './entry-facts.ts';

/** A part of a statement, with the parameters it refers to. */
export interface QuerySource {
  /** The conditions on the rows of a table, which is `e`; each may be its roll-ups' or its entries' time. */
  readonly where: (time: string) => string;
  readonly values: readonly unknown[];
}

export function querySource(query: AnalyticsQuery): QuerySource {
  const values: unknown[] = [new Date(query.from), new Date(query.to)];
  const conditions: string[] = [];
  const condition = (value: unknown, write: (parameter: string) => string): void => {
    if (value === null) return;
    values.push(value);
    conditions.push(write(`$${values.length}`));
  };
  condition(query.ownerId, (n) => `e.owner_id = ${n}::uuid`);
  condition(query.types, (n) => `e.workflow_type = any (${n}::text[])`);
  condition(query.definitionId, (n) => `e.definition_id = ${n}::uuid`);
  condition(query.definitionVersion, (n) => `e.definition_version = ${n}::int`);
  condition(query.templateId, (n) => `e.template_id = ${n}::uuid`);
  return {
    values,
    where: (time) => [`e.${time} >= $1 and e.${time} < $2`, ...conditions].join(' and '),
  };
}

/** Whether roll-ups are as fine as this. Otherwise entries are read themselves. */
function isRolledUp({ grain }: AnalyticsQuery): boolean {
  return grain === 'hour' || grain === 'day';
}

/** Whether a roll-up of all definitions and templates does not tell what is asked. */
function isPlaced(query: AnalyticsQuery, columns: readonly string[]): boolean {
  const { definitionId, definitionVersion, templateId } = query;
  if (definitionId !== null || definitionVersion !== null || templateId !== null) return true;
  return columns.some((column) => /^(definition|template)_/.test(column));
}

/**
 * The roll-ups of a query, and the entries that none holds yet, or, where roll-ups are too coarse, all of them: so what
 * is read is exact at any moment. `columns` are those that are grouped by.
 */
export function executionFacts(
  query: AnalyticsQuery,
  { where }: QuerySource,
  columns: readonly string[],
): string {
  const entries = `select date_trunc('${query.grain}', e.ended_at, 'UTC') as bucket_at,
      ${each(placeColumns, (name) => `e.${name}`)}, e.status, e.error_code, ${sumsOfEntry('e')},
      null::uuid as rollup_id, e.duration_ms as one_duration, e.first_text_ms as one_first_text
    from analytics_entry e where ${where('ended_at')}`;
  if (!isRolledUp(query)) return entries;
  return `select e.bucket_at, ${each(`${placeColumns}, status, error_code, ${sumColumns}`, (name) => `e.${name}`)},
      e.id as rollup_id, null::bigint as one_duration, null::bigint as one_first_text
    from analytics_rollup e
    where e.grain = '${query.grain}' and e.is_placed = ${isPlaced(query, columns)} and ${where('bucket_at')}
    union all ${entries} and not e.folded`;
}

/** The same of calls. */
export function callFacts(query: AnalyticsQuery, { where }: QuerySource): string {
  const entries = `select ${each(placeColumns, (name) => `e.${name}`)},
      regexp_replace(u.path, '^.*/', '') as node_id, u.provider, u.model, 1 as calls, ${amountsOf('u')}
    from analytics_entry e join usage_entry u on u.execution_id = e.execution_id where ${where('ended_at')}`;
  if (!isRolledUp(query)) return entries;
  return `select ${each(`${placeColumns}, node_id, provider, model, calls, ${amountColumns}`, (name) => `e.${name}`)}
    from analytics_call_rollup e where e.grain = '${query.grain}' and ${where('bucket_at')}
    union all ${entries} and not e.folded`;
}
