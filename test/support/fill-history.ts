import { executeSql } from './execute-sql.ts';

interface History {
  /** The first has two thirds of it. */
  readonly owners: readonly [string, string];
  readonly executions: number;
}

/**
 * Fills a database with executions as a year leaves them behind: nearly all have completed, a few failed, fewer still
 * wait; most are of a few definitions. Times, durations and errors follow from the number of each, and the year ends
 * with yesterday, so it is always the same history, whatever the time of day.
 */
export async function fillHistory(url: string, { owners, executions }: History): Promise<void> {
  await executeSql(
    url,
    `insert into workflow_definition (id, owner_id, name, draft)
     select ('00000000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, $1, 'definition ' || n, '{}'
     from generate_series(1, 40) n`,
    [owners[0]],
  );
  await executeSql(
    url,
    `insert into workflow_template (id, owner_id, name, description, config_hash)
     select ('00000000-0000-7000-9000-' || lpad(to_hex(n), 12, '0'))::uuid, $1, 'template ' || n, 'a template', 'h'
     from generate_series(1, 10) n`,
    [owners[0]],
  );
  await executeSql(url, fill, [...owners, executions]);
  await executeSql(url, 'vacuum analyze workflow_execution');
}

/** `chance`: the same for each number, and spread evenly from 0 to 999. */
const fill = `
  insert into workflow_execution (id, owner_id, workflow_type, status, live, definition_id, template_id, conversation_id,
    error, created_at, started_at, completed_at)
  select id, owner_id, type, status, status in ('queued', 'running'),
    case when type = 'definition' then ('00000000-0000-7000-8000-' || lpad(to_hex(1 + (chance * chance / 25000)), 12, '0'))::uuid end,
    case when type = 'template' then ('00000000-0000-7000-9000-' || lpad(to_hex(1 + chance % 10), 12, '0'))::uuid end,
    case when type = 'chat' then ('00000000-0000-7000-a000-' || lpad(to_hex(1 + chance % 3), 12, '0'))::uuid end,
    case when status = 'failed' then jsonb_build_object('code', 'model/unavailable', 'message', case
      when n % 9973 < 40 then 'a zebra stood in the way of number ' || n
      when n % 5 = 0 then 'the quota is exceeded for number ' || n
      else 'the provider did not answer number ' || n end) end,
    at, case when status <> 'queued' then at + interval '5 ms' end,
    case when status in ('completed', 'failed', 'cancelled')
      then at + interval '5 ms' + interval '1 ms' * (50 + (chance * chance % 1000) * 10) end
  from (
    select n, ('01900000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid as id,
      case when n % 3 = 0 then $2::uuid else $1::uuid end as owner_id,
      case when chance < 500 then 'definition' when chance < 700 then 'template' when chance < 850 then 'custom' else 'chat' end as type,
      case when other < 900 then 'completed' when other < 960 then 'failed' when other < 980 then 'cancelled'
        when other < 990 then 'suspended' when other < 995 then 'running' else 'queued' end as status,
      chance, date_trunc('day', now(), 'UTC') - interval '365 days' * (1 - n::float8 / $3::int) as at
    from (select n, (n::bigint * 7919 % 1000)::int as chance, (n::bigint * 104729 / 7 % 1000)::int as other
      from generate_series(1, $3::int) n) numbers
  ) executions`;
