import { each, sumColumns } from './entry-facts.ts';
import { rollUpsSql } from './fold-statement.ts';
import { histogramColumns } from './histogram-columns.ts';
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

const rolledColumns = `${sumColumns}, ${histogramColumns}`;

/** In how many hours, days and months some roll-up is not what its entries give. */
export const rollUpDriftStatement = `with taken as (select * from analytics_entry where folded), ${rollUpsSql}
  select count(distinct (grain, bucket_at))::int as count
  from analytics_rollup stored full join counted using (id, grain, bucket_at)
  where (${each(rolledColumns, (name) => `stored.${name}`)})
    is distinct from (${each(rolledColumns, (name) => `counted.${name}`)})`;
