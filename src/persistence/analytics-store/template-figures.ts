import type { TemplateFigures, TemplateRanking } from '../../runtime/ports/analytics-store.ts';
import { added, each } from './entry-facts.ts';
import { templateFactsOf, templateSums, templateTimes } from './template-facts.ts';

/** As the driver returns it; times in milliseconds. */
export interface TemplateFiguresRow {
  readonly template_id: string;
  readonly usage_count: number;
  readonly success_count: number;
  readonly failure_count: number;
  readonly cancel_count: number;
  readonly total_tokens: number;
  readonly unknown_tokens_count: number;
  readonly total_cost_micro_usd: number;
  readonly unknown_cost_count: number;
  readonly total_duration_ms: number;
  readonly timed_count: number;
  readonly last_used_at: number | null;
  readonly last_success_at: number | null;
  readonly last_failure_at: number | null;
}

/** The sums and the entries that they do not hold yet, as one. `where` is a condition on `part` and its template `t`. */
function figuresWhere(where: string): string {
  return `select template_id, ${added(templateSums)}, ${each(templateTimes, (name) => `max(${name}) as ${name}`)}
    from (
      select template_id, owner_id as user_id, ${templateSums}, ${templateTimes} from template_analytics
      union all
      select template_id, owner_id, ${templateFactsOf('e')} from analytics_entry e
      where template_id is not null and not folded
    ) as part join workflow_template t on t.id = part.template_id
    where (t.owner_id = $1 or part.user_id = $1) and ${where}
    group by template_id`;
}

function shown(figures: string, order: string): string {
  return `select template_id, ${each(templateSums, (name) => `${name}::float8`)},
      ${each(templateTimes, (name) => `(extract(epoch from ${name}) * 1000)::float8 as ${name}`)}
    from (${figures}) as figures where usage_count > 0 ${order}`;
}

export const templatesStatement = shown(figuresWhere('part.template_id = any ($2::uuid[])'), '');

const orders: Readonly<Record<TemplateRanking, string>> = {
  'most-used': 'usage_count desc',
  'most-successful': 'success_count / usage_count desc, usage_count desc',
  'last-used': 'last_used_at desc nulls last',
};

export function topTemplatesStatement(ranking: TemplateRanking): string {
  const visible = 't.deleted_at is null and (t.owner_id = $1 or t.is_public or t.is_builtin)';
  return shown(figuresWhere(visible), `order by ${orders[ranking]}, template_id limit $2`);
}

export function templateFiguresOf(row: TemplateFiguresRow): TemplateFigures {
  return {
    usageCount: row.usage_count,
    successCount: row.success_count,
    failureCount: row.failure_count,
    cancelCount: row.cancel_count,
    totalTokens: row.total_tokens,
    unknownTokensCount: row.unknown_tokens_count,
    totalCostMicroUsd: row.total_cost_micro_usd,
    unknownCostCount: row.unknown_cost_count,
    totalDurationMs: row.total_duration_ms,
    timedCount: row.timed_count,
    lastUsedAt: row.last_used_at,
    lastSuccessAt: row.last_success_at,
    lastFailureAt: row.last_failure_at,
  };
}
