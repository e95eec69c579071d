import { binGrowth } from '../../analytics/index.ts';

/** What an execution, or a roll-up of many, is found by. */
export const placeColumns =
  'owner_id, workflow_type, template_id, definition_id, definition_version' as const;

export const amountColumns =
  'input_tokens, output_tokens, total_tokens, unknown_tokens_count, cost_micro_usd, unknown_cost_count' as const;

/** Of a roll-up, what is added up. */
export const sumColumns =
  `executions, model_calls, tool_calls, duration_ms, timed_count, first_text_ms, first_text_count, ${amountColumns}` as const;

/** Tokens and cost of a row `e` whose unknown ones are null: sums of what is known, and how often it is not. */
export function amountsOf(e: string): string {
  return `coalesce(${e}.input_tokens, 0) as input_tokens, coalesce(${e}.output_tokens, 0) as output_tokens,
    coalesce(${e}.total_tokens, 0) as total_tokens, (${e}.total_tokens is null)::int as unknown_tokens_count,
    coalesce(${e}.cost_micro_usd, 0) as cost_micro_usd, (${e}.cost_micro_usd is null)::int as unknown_cost_count`;
}

/** An entry `e` as a roll-up of one execution, in the order of `sumColumns`. */
export function sumsOfEntry(e: string): string {
  return `1 as executions, ${e}.model_calls, ${e}.tool_calls,
    coalesce(${e}.duration_ms, 0) as duration_ms, (${e}.duration_ms is not null)::int as timed_count,
    coalesce(${e}.first_text_ms, 0) as first_text_ms, (${e}.first_text_ms is not null)::int as first_text_count,
    ${amountsOf(e)}`;
}

/** The bin of a duration, as `binOf` in src/analytics gives it. */
export function binSql(milliseconds: string): string {
  return `(case when ${milliseconds} <= 1 then 0
    else ceil(ln(${milliseconds}::float8) / ln(${binGrowth}::float8)) end)::smallint`;
}

/** Each of the columns, added up. */
export function added(columns: string): string {
  return each(columns, (name) => `sum(${name}) as ${name}`);
}

/** For `on conflict do update`: what is there and what comes, added up. */
export function addedTo(table: string, columns: string): string {
  return each(columns, (name) => `${name} = ${table}.${name} + excluded.${name}`);
}

export function each(columns: string, write: (name: string) => string): string {
  return columns.split(/,\s*/).map(write).join(', ');
}

/** The id of a roll-up: always the same for the same key, in every time zone. */
export function idOf(columns: string): string {
  const parts = columns.replace('bucket_at', 'extract(epoch from bucket_at)');
  return `md5(concat_ws('|', ${each(parts, (part) => `coalesce(${part}::text, '-')`)}))::uuid`;
}
