import { binSql } from './entry-facts.ts';

/**
 * A roll-up holds each of its histograms in two columns: the bins that something fell into, ascending, and how much fell
 * into each. Both are null where nothing was measured.
 */
const measures = ['duration', 'first_text'] as const;

export const histogramColumns = measures.map((measure) => `${measure}_bins, ${measure}_counts`).join(', ');

/** An entry `e` as histograms of one. */
export function histogramsOfEntry(e: string): string {
  return measures
    .map((measure) => {
      const isMeasured = `case when ${e}.${measure}_ms is not null then`;
      return `${isMeasured} array[${binSql(`${e}.${measure}_ms`)}] end as ${measure}_bins,
        ${isMeasured} array[1::bigint] end as ${measure}_counts`;
    })
    .join(', ');
}

/** The histograms of rows that are gathered: what each of them has as `duration_bin` and `first_text_bin`. */
export const gatheredBins = measures
  .map(
    (measure) =>
      `array_agg(${measure}_bin) filter (where ${measure}_bin is not null) as ${measure}_every_bin`,
  )
  .join(', ');

/** Joins the histograms of what was gathered. */
export const countedBins = measures
  .map(
    (measure) => `cross join lateral (${histogramOf(`
      select bin, count(*) as executions from unnest(${measure}_every_bin) as bin group by bin`)}
    ) as ${measure}_histogram (${measure}_bins, ${measure}_counts)`,
  )
  .join(' ');

/** For `on conflict do update`: what is there and what comes, added up. */
export function addedHistograms(table: string): string {
  return measures
    .map((measure) => {
      const bins = (row: string) => `select * from unnest(${row}.${measure}_bins, ${row}.${measure}_counts)`;
      return `(${measure}_bins, ${measure}_counts) = (${histogramOf(`
        select bin, sum(executions)::bigint as executions
        from (${bins(table)} union all ${bins('excluded')}) as part (bin, executions) group by bin`)})`;
    })
    .join(', ');
}

/** Of rows with a bin and its count, a bin at most once. */
function histogramOf(rows: string): string {
  return `select array_agg(bin order by bin), array_agg(executions order by bin) from (${rows}) as binned`;
}
