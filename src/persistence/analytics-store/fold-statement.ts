import {
  added,
  addedTo,
  amountColumns,
  amountsOf,
  binSql,
  each,
  idOf,
  placeColumns,
  sumColumns,
  sumsOfEntry,
} from './entry-facts.ts';
import { addedHistograms, countedBins, gatheredBins, histogramColumns } from './histogram-columns.ts';
import { everyLevel, leveledColumns } from './levels.ts';
import { templateFactsOf, templateSums, templateTimes } from './template-facts.ts';

const rollUpKey = `level, grain, bucket_at, ${placeColumns}, status, error_code`;
const callKey = `grain, bucket_at, ${placeColumns}, node_id, provider, model`;

const grains = `(values ('hour'), ('day'), ('month')) as g (grain)`;

/** A template that is gone has no figures any more. */
const templatesSql = `
    insert into template_analytics (template_id, owner_id, ${templateSums}, ${templateTimes})
    select template_id, e.owner_id, ${added(templateSums)}, ${each(templateTimes, (name) => `max(${name})`)}
    from (select template_id, owner_id, ${templateFactsOf('taken')} from taken) e
    join workflow_template t on t.id = e.template_id
    group by template_id, e.owner_id order by template_id, e.owner_id
    on conflict (template_id, owner_id) do update set ${addedTo('template_analytics', templateSums)},
      ${each(templateTimes, (name) => `${name} = greatest(template_analytics.${name}, excluded.${name})`)}`;

/**
 * The entries of `taken` as roll-ups, `counted`: each entry is in an hour, a day and a month, and in each of them in a
 * roll-up of every level.
 */
export const rollUpsSql = `grained as (
    select grain, date_trunc(grain, e.ended_at, 'UTC') as bucket_at, e.*,
      ${binSql('e.duration_ms')} as duration_bin, ${binSql('e.first_text_ms')} as first_text_bin
    from taken e cross join ${grains}
  ), facts as (
    select level, grain, bucket_at, ${leveledColumns}, status, error_code, duration_bin, first_text_bin, ${sumsOfEntry('grained')}
    from grained cross join (values ${everyLevel}) as l (level)
  ), gathered as (
    select ${rollUpKey}, ${added(sumColumns)}, ${gatheredBins} from facts group by ${rollUpKey}
  ), counted as (
    select ${idOf(rollUpKey)} as id, ${rollUpKey}, ${sumColumns}, ${histogramColumns} from gathered ${countedBins}
  )`;

/** Adds the entries of `taken` to the roll-ups of executions. Rows are written in the order of their keys. */
const rollingSql = `${rollUpsSql}, rolled as (
    insert into analytics_rollup (id, ${rollUpKey}, ${sumColumns}, ${histogramColumns})
    select id, ${rollUpKey}, ${sumColumns}, ${histogramColumns} from counted order by id
    on conflict (id) do update set ${addedTo('analytics_rollup', sumColumns)}, ${addedHistograms('analytics_rollup')}
  )`;

/**
 * Takes at most `$1` entries that no sum holds yet, and adds them to every sum: one statement, so an entry is in all
 * of them or in none.
 */
export const foldStatement = `with taken as (
    update analytics_entry set folded = true
    where execution_id in (
      select execution_id from analytics_entry where not folded limit $1 for update skip locked)
    returning *
  ), templates as (${templatesSql}
  ), ${rollingSql}, calls as (
    select grain, date_trunc(grain, e.ended_at, 'UTC') as bucket_at, ${each(placeColumns, (name) => `e.${name}`)},
      regexp_replace(u.path, '^.*/', '') as node_id, u.provider, u.model, 1 as calls, ${amountsOf('u')}
    from taken e join usage_entry u on u.execution_id = e.execution_id cross join ${grains}
  ), called as (
    insert into analytics_call_rollup (id, ${callKey}, calls, ${amountColumns})
    select ${idOf(callKey)}, ${callKey}, ${added(`calls, ${amountColumns}`)} from calls group by ${callKey} order by 1
    on conflict (id) do update set ${addedTo('analytics_call_rollup', `calls, ${amountColumns}`)}
  )
  select count(*)::int as folded from taken`;

/** The roll-ups of executions anew, into tables that are empty, of every entry that was added before. */
export const rollAgainStatement = `with taken as (select * from analytics_entry where folded), ${rollingSql} select 1`;
