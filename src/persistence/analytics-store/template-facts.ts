/** The sums that templates have. */
export const templateSums = `usage_count, success_count, failure_count, cancel_count, total_tokens, unknown_tokens_count, total_cost_micro_usd, unknown_cost_count, total_duration_ms, timed_count`;

export const templateTimes = 'last_used_at, last_success_at, last_failure_at';

/** An entry `e` as figures of its template, in the order of `templateSums` and `templateTimes`. */
export function templateFactsOf(e: string): string {
  return `1 as usage_count, (${e}.status = 'completed')::int as success_count,
    (${e}.status = 'failed')::int as failure_count, (${e}.status = 'cancelled')::int as cancel_count,
    coalesce(${e}.total_tokens, 0) as total_tokens, (${e}.total_tokens is null)::int as unknown_tokens_count,
    coalesce(${e}.cost_micro_usd, 0) as total_cost_micro_usd, (${e}.cost_micro_usd is null)::int as unknown_cost_count,
    coalesce(${e}.duration_ms, 0) as total_duration_ms, (${e}.duration_ms is not null)::int as timed_count,
    ${e}.ended_at as last_used_at, case when ${e}.status = 'completed' then ${e}.ended_at end as last_success_at,
    case when ${e}.status = 'failed' then ${e}.ended_at end as last_failure_at`;
}
