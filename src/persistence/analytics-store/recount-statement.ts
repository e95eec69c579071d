import { each } from './entry-facts.ts';
import { templateFactsOf, templateSums, templateTimes } from './template-facts.ts';

const everyColumn = `${templateSums}, ${templateTimes}`;

/** What the sums of templates must be: what they began with, and every entry that was added since. */
const countedSql = `select template_id, user_id as owner_id, ${each(templateSums, (name) => `sum(${name})::bigint as ${name}`)},
    ${each(templateTimes, (name) => `max(${name}) as ${name}`)}
  from (
    select template_id, owner_id as user_id, ${templateSums}, ${templateTimes} from template_analytics_opening
    union all
    select e.template_id, e.owner_id, ${templateFactsOf('e')}
    from analytics_entry e join workflow_template t on t.id = e.template_id where e.folded
  ) as part group by template_id, user_id`;

/** Every row of the sums that is not what it must be, as it is and as it must be; null: there is no row. */
export const driftStatement = `select template_id as "templateId", owner_id as "ownerId",
    to_jsonb(stored) - 'template_id' - 'owner_id' as stored, to_jsonb(counted) - 'template_id' - 'owner_id' as counted
  from template_analytics stored full join (${countedSql}) counted using (template_id, owner_id)
  where (${each(everyColumn, (name) => `stored.${name}`)})
    is distinct from (${each(everyColumn, (name) => `counted.${name}`)})
  order by 1, 2`;

/** All of them anew. */
export const mendStatement = `with counted as (${countedSql}),
    gone as (
      delete from template_analytics s
      where not exists (select from counted c where c.template_id = s.template_id and c.owner_id = s.owner_id)
    )
  insert into template_analytics (template_id, owner_id, ${templateSums}, ${templateTimes})
  select template_id, owner_id, ${templateSums}, ${templateTimes} from counted
  on conflict (template_id, owner_id) do update set
    ${each(everyColumn, (name) => `${name} = excluded.${name}`)}`;

/** How many hours and days hold another number of executions than there are entries for them. */
export const rollUpDriftStatement = `select count(*)::int as count from (
    select grain, bucket_at, sum(executions) as executions from analytics_rollup group by grain, bucket_at
  ) as stored full join (
    select grain, date_trunc(grain, ended_at, 'UTC') as bucket_at, count(*) as executions
    from analytics_entry cross join (values ('hour'), ('day')) as g (grain) where folded group by 1, 2
  ) as counted using (grain, bucket_at)
  where stored.executions is distinct from counted.executions`;
