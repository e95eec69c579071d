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
import { templateFactsOf, templateSums, templateTimes } from './template-facts.ts';

const rollUpKey = `grain, is_placed, bucket_at, ${placeColumns}, status, error_code`;
const callKey = `grain, bucket_at, ${placeColumns}, node_id, provider, model`;

/** A template that is gone has no figures any more. */
const templatesSql = `
    insert into template_analytics (template_id, owner_id, ${templateSums}, ${templateTimes})
    select template_id, e.owner_id, ${added(templateSums)}, ${each(templateTimes, (name) => `max(${name})`)}
    from (select template_id, owner_id, ${templateFactsOf('taken')} from taken) e
    join workflow_template t on t.id = e.template_id
    group by template_id, e.owner_id order by template_id, e.owner_id
    on conflict (template_id, owner_id) do update set ${addedTo('template_analytics', templateSums)},
      ${each(templateTimes, (name) => `${name} = greatest(template_analytics.${name}, excluded.${name})`)}`;

/** What an entry says of its execution, to be added up. */
const measuredColumns =
  'model_calls, tool_calls, duration_ms, first_text_ms, input_tokens, output_tokens, total_tokens, cost_micro_usd';

/**
 * The entries of `taken` as `facts` of the roll-ups they belong to: each is in an hour and in a day, and in each of them
 * in the roll-up of its own definition or template, and in that of all.
 */
export const factsSql = `grained as (
    select grain, date_trunc(grain, e.ended_at, 'UTC') as bucket_at, e.*
    from taken e cross join (values ('hour'), ('day')) as g (grain)
  ), leveled as (
    select grain, is_placed, bucket_at, owner_id, workflow_type, status, error_code, ${measuredColumns},
      ${each('template_id, definition_id, definition_version', (name) => `case when is_placed then ${name} end as ${name}`)}
    from grained cross join (values (true), (false)) as l (is_placed)
  ), facts as (
    select ${idOf(rollUpKey)} as id, ${rollUpKey}, duration_ms as one_duration, first_text_ms as one_first_text,
      ${sumsOfEntry('leveled')}
    from leveled
  )`;

/** The histograms of `facts`. */
export const binsSql = `select id, measure, bin, count(*) as executions from (
      select id, 'duration' as measure, ${binSql('one_duration')} as bin from facts where one_duration is not null
      union all
      select id, 'first-text', ${binSql('one_first_text')} from facts where one_first_text is not null
    ) as bins group by id, measure, bin`;

/** Adds the entries of `taken` to the roll-ups of executions. Rows are written in the order of their keys. */
const rollingSql = `${factsSql}, rolled as (
    insert into analytics_rollup (id, ${rollUpKey}, ${sumColumns})
    select id, ${rollUpKey}, ${added(sumColumns)} from facts group by id, ${rollUpKey} order by id
    on conflict (id) do update set ${addedTo('analytics_rollup', sumColumns)}
  ), binned as (
    insert into analytics_histogram (rollup_id, measure, bin, executions)
    ${binsSql} order by id, measure, bin
    on conflict (rollup_id, measure, bin) do update
      set executions = analytics_histogram.executions + excluded.executions
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
    select grain, bucket_at, ${each(placeColumns, (name) => `grained.${name}`)},
      regexp_replace(u.path, '^.*/', '') as node_id, u.provider, u.model, 1 as calls, ${amountsOf('u')}
    from grained join usage_entry u on u.execution_id = grained.execution_id
  ), called as (
    insert into analytics_call_rollup (id, ${callKey}, calls, ${amountColumns})
    select ${idOf(callKey)}, ${callKey}, ${added(`calls, ${amountColumns}`)} from calls group by ${callKey} order by 1
    on conflict (id) do update set ${addedTo('analytics_call_rollup', `calls, ${amountColumns}`)}
  )
  select count(*)::int as folded from taken`;

/** The roll-ups of executions anew, into tables that are empty, of every entry that was added before. */
export const rollAgainStatement = `with taken as (select * from analytics_entry where folded), ${rollingSql} select 1`;
