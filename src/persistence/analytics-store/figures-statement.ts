import type { AnalyticsQuery, ExecutionFigures } from '../../runtime/ports/analytics-store.ts';
import { added, amountColumns, each, sumColumns } from './entry-facts.ts';
import { histogramColumns } from './histogram-columns.ts';
import { callFacts, executionFacts, type Facts } from './query-source.ts';

/** How facts are gathered. */
interface Grouping {
  /** The columns that make a group; none: everything is one. */
  readonly columns: readonly string[];
  /** Null: all groups. */
  readonly limit: number | null;
}

/**
 * Figures of executions by group, the largest first; each with the histograms of its durations. Bins, of which there
 * are many, know their group by a number: to compare keys would take longer than all the rest.
 */
export function figuresStatement(query: AnalyticsQuery, { columns, limit }: Grouping): Facts {
  const facts = executionFacts(query, columns);
  const key = `jsonb_build_array(${columns.join(', ')})`;
  const [needed] = columns;
  return {
    text: `with facts as materialized (select *, ${key} as key from (${facts.text}) as every_fact
        ${needed === undefined ? '' : `where ${needed} is not null`}),
      groups as (
        select key, ${added(sumColumns)},
          coalesce(sum(executions) filter (where status = 'completed'), 0) as completed,
          coalesce(sum(executions) filter (where status = 'failed'), 0) as failed,
          coalesce(sum(executions) filter (where status = 'cancelled'), 0) as cancelled
        from facts group by key order by executions desc, key ${limit === null ? '' : `limit ${limit}`}
      ),
      numbered as (select key, row_number() over () as place from groups),
      placed as (select place, ${histogramColumns} from facts join numbered using (key)),
      bins as (
        select place, true as is_duration, bin, n from placed, unnest(duration_bins, duration_counts) as h (bin, n)
        union all
        select place, false, bin, n from placed, unnest(first_text_bins, first_text_counts) as h (bin, n)
      ),
      histograms as (
        select place, json_agg(json_build_array(bin, n)) filter (where is_duration) as durations,
          json_agg(json_build_array(bin, n)) filter (where not is_duration) as first_texts
        from (select place, is_duration, bin, sum(n::float8) as n from bins group by place, is_duration, bin) as merged
        group by place
      )
      select key, ${each(`${sumColumns}, completed, failed, cancelled`, (name) => `${name}::float8`)},
        coalesce(durations, '[]') as durations, coalesce(first_texts, '[]') as first_texts
      from groups join numbered using (key) left join histograms using (place) order by executions desc, key`,
    values: facts.values,
  };
}

/** As the driver returns it. */
export interface FiguresRow extends AmountsRow {
  readonly key: readonly unknown[];
  readonly executions: number;
  readonly completed: number;
  readonly failed: number;
  readonly cancelled: number;
  readonly model_calls: number;
  readonly tool_calls: number;
  readonly duration_ms: number;
  readonly timed_count: number;
  readonly first_text_ms: number;
  readonly first_text_count: number;
  readonly durations: ExecutionFigures['durationBins'];
  readonly first_texts: ExecutionFigures['firstTextBins'];
}

interface AmountsRow {
  readonly input_tokens: number;
  readonly output_tokens: number;
  readonly total_tokens: number;
  readonly unknown_tokens_count: number;
  readonly cost_micro_usd: number;
  readonly unknown_cost_count: number;
}

export function figuresOf(row: FiguresRow): ExecutionFigures {
  return {
    executions: row.executions,
    completed: row.completed,
    failed: row.failed,
    cancelled: row.cancelled,
    modelCalls: row.model_calls,
    toolCalls: row.tool_calls,
    durationMs: row.duration_ms,
    timedCount: row.timed_count,
    durationBins: row.durations,
    firstTextMs: row.first_text_ms,
    firstTextCount: row.first_text_count,
    firstTextBins: row.first_texts,
    ...amountsOfRow(row),
  };
}

export function amountsOfRow(row: AmountsRow) {
  return {
    inputTokens: row.input_tokens,
    outputTokens: row.output_tokens,
    totalTokens: row.total_tokens,
    unknownTokensCount: row.unknown_tokens_count,
    costMicroUsd: row.cost_micro_usd,
    unknownCostCount: row.unknown_cost_count,
  };
}

/** Of a span in which nothing ended. */
export const noFigures: ExecutionFigures = {
  executions: 0,
  completed: 0,
  failed: 0,
  cancelled: 0,
  modelCalls: 0,
  toolCalls: 0,
  durationMs: 0,
  timedCount: 0,
  durationBins: [],
  firstTextMs: 0,
  firstTextCount: 0,
  firstTextBins: [],
  inputTokens: 0,
  outputTokens: 0,
  totalTokens: 0,
  unknownTokensCount: 0,
  costMicroUsd: 0,
  unknownCostCount: 0,
};

/** Figures of calls by group, the largest first. */
export function callsStatement(query: AnalyticsQuery, { columns, limit }: Grouping): Facts {
  const facts = callFacts(query);
  return {
    text: `select jsonb_build_array(${columns.join(', ')}) as key,
        ${each(`calls, ${amountColumns}`, (name) => `sum(${name})::float8 as ${name}`)}
      from (${facts.text}) as facts
      group by 1 order by sum(calls) desc, 1 ${limit === null ? '' : `limit ${limit}`}`,
    values: facts.values,
  };
}

export interface CallsRow extends AmountsRow {
  readonly key: readonly unknown[];
  readonly calls: number;
}

/** How often executions failed, by the code of their error. */
export function failuresStatement(query: AnalyticsQuery, limit: number): Facts {
  const facts = executionFacts(query, []);
  return {
    text: `select error_code as code, sum(executions)::float8 as count from (${facts.text}) as facts
      where status = 'failed' and error_code is not null group by error_code order by 2 desc, 1 limit ${limit}`,
    values: facts.values,
  };
}
