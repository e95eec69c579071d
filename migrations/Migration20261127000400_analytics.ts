import { Migration } from '@mikro-orm/migrations';
import { refusalToLose } from './refusal-to-lose.ts';

const ended = `x.status in ('completed', 'failed', 'cancelled')`;

/**
 * One entry for each execution that has ended, and what is made of the entries: sums by template and owner, and
 * roll-ups by hour and day. What templates were used for before stays, as their opening figures.
 */
export class Migration20261127000400_analytics extends Migration {
  override up(): void {
    this.#entries();
    this.#templates();
    this.#rollUps();
    // Active executions are counted by it. Not by status: claiming an execution changes that.
    this.addSql(`create index workflow_execution_active_index on workflow_execution (owner_id)
      where completed_at is null`);
  }

  override down(): void {
    this.#refuseToLoseHistory();
    this.addSql('drop index workflow_execution_active_index');
    for (const table of ['analytics_call_rollup', 'analytics_histogram', 'analytics_rollup']) {
      this.addSql(`drop table ${table}`);
    }
    this.#templatesAsOneRow();
    this.addSql('drop table template_analytics_opening');
    this.addSql('drop table analytics_entry');
  }

  #entries(): void {
    // No foreign keys: what was deleted stays counted, and the statement that ends executions must not lock their sources.
    this.addSql(`
      create table analytics_entry (
        execution_id uuid primary key,
        owner_id uuid not null,
        workflow_type varchar(20) not null,
        template_id uuid,
        definition_id uuid,
        definition_version int,
        status varchar(20) not null,
        error_code text,
        input_tokens bigint,
        output_tokens bigint,
        total_tokens bigint,
        cost_micro_usd bigint,
        model_calls int not null,
        tool_calls int not null,
        duration_ms bigint,
        first_text_ms bigint,
        ended_at timestamptz not null,
        folded boolean not null default false
      )`);
    this.addSql(`
      insert into analytics_entry (execution_id, owner_id, workflow_type, template_id, definition_id,
        definition_version, status, error_code, input_tokens, output_tokens, total_tokens, cost_micro_usd,
        model_calls, tool_calls, duration_ms, ended_at)
      select x.id, x.owner_id, x.workflow_type, x.template_id, x.definition_id, x.definition_version, x.status,
        x.error ->> 'code', (x.usage ->> 'inputTokens')::bigint, (x.usage ->> 'outputTokens')::bigint,
        (x.usage ->> 'totalTokens')::bigint, (x.usage ->> 'costMicroUsd')::bigint,
        coalesce((x.usage ->> 'modelCalls')::int, 0), coalesce((x.usage ->> 'toolCalls')::int, 0),
        greatest(round(extract(epoch from x.completed_at - x.started_at) * 1000), 0),
        coalesce(x.completed_at, x.updated_at)
      from workflow_execution x where ${ended}`);
    this.addSql(
      'create index analytics_entry_owner_id_ended_at_index on analytics_entry (owner_id, ended_at)',
    );
    this.addSql(
      'create index analytics_entry_unfolded_index on analytics_entry (template_id, owner_id) where not folded',
    );
  }

  #templates(): void {
    const sums =
      'usage_count, success_count, failure_count, cancel_count, total_tokens, total_cost_micro_usd, total_duration_ms';
    const times = 'last_used_at, last_success_at, last_failure_at';
    this.addSql(`
      alter table template_analytics
        add column owner_id uuid,
        add column unknown_tokens_count bigint not null default 0 check (unknown_tokens_count >= 0),
        add column unknown_cost_count bigint not null default 0 check (unknown_cost_count >= 0),
        add column timed_count bigint not null default 0 check (timed_count >= 0)`);
    // Sums that an earlier way down had left hold executions that are entries again now: those are not counted twice.
    this.addSql(`
      update template_analytics a set
        owner_id = t.owner_id,
        usage_count = greatest(a.usage_count - again.usage, 0),
        success_count = greatest(a.success_count - again.successes, 0),
        failure_count = greatest(a.failure_count - again.failures, 0),
        cancel_count = greatest(a.cancel_count - again.cancels, 0),
        total_tokens = greatest(a.total_tokens - again.tokens, 0),
        total_cost_micro_usd = greatest(a.total_cost_micro_usd - again.cost, 0),
        total_duration_ms = greatest(a.total_duration_ms - again.duration, 0)
      from workflow_template t, (
        select counted.template_id, count(e.execution_id) as usage,
          count(*) filter (where e.status = 'completed') as successes,
          count(*) filter (where e.status = 'failed') as failures,
          count(*) filter (where e.status = 'cancelled') as cancels,
          coalesce(sum(e.total_tokens), 0) as tokens, coalesce(sum(e.cost_micro_usd), 0) as cost,
          coalesce(sum(e.duration_ms), 0) as duration
        from template_analytics counted left join analytics_entry e
          on e.template_id = counted.template_id and e.ended_at <= counted.last_used_at
        group by counted.template_id
      ) again
      where t.id = a.template_id and again.template_id = a.template_id`);
    this.addSql(`
      update template_analytics set timed_count = usage_count where total_duration_ms > 0`);
    this.addSql(`
      alter table template_analytics
        alter column owner_id set not null,
        drop constraint template_analytics_pkey,
        add primary key (template_id, owner_id)`);
    this.addSql(
      'create table template_analytics_opening (like template_analytics including defaults including constraints)',
    );
    this.addSql(`
      alter table template_analytics_opening
        add primary key (template_id, owner_id),
        add foreign key (template_id) references workflow_template (id) on delete cascade`);
    this.addSql(`
      insert into template_analytics_opening (template_id, owner_id, ${sums}, timed_count, ${times})
      select template_id, owner_id, ${sums}, timed_count, ${times} from template_analytics`);
  }

  #rollUps(): void {
    const place = `
        id uuid primary key,
        grain text not null check (grain in ('hour', 'day')),
        bucket_at timestamptz not null,
        owner_id uuid not null,
        workflow_type varchar(20) not null,
        template_id uuid,
        definition_id uuid,
        definition_version int`;
    const amounts = `
        input_tokens bigint not null,
        output_tokens bigint not null,
        total_tokens bigint not null,
        unknown_tokens_count bigint not null,
        cost_micro_usd bigint not null,
        unknown_cost_count bigint not null`;
    // Those of all places are few: what is asked without a definition or a template is made of them.
    this.addSql(`
      create table analytics_rollup (${place},
        is_placed boolean not null,
        status varchar(20) not null,
        error_code text,
        executions bigint not null,
        model_calls bigint not null,
        tool_calls bigint not null,
        duration_ms bigint not null,
        timed_count bigint not null,
        first_text_ms bigint not null,
        first_text_count bigint not null,${amounts}
      )`);
    this.addSql(`
      create table analytics_histogram (
        rollup_id uuid not null references analytics_rollup (id) on delete cascade,
        measure text not null check (measure in ('duration', 'first-text')),
        bin smallint not null,
        executions bigint not null,
        primary key (rollup_id, measure, bin)
      )`);
    this.addSql(`
      create table analytics_call_rollup (${place},
        node_id text not null,
        provider text not null,
        model text not null,
        calls bigint not null,${amounts}
      )`);
    for (const [table, level] of [
      ['analytics_rollup', 'grain, is_placed'],
      ['analytics_call_rollup', 'grain'],
    ]) {
      this.addSql(`create index ${table}_owner_id_index on ${table} (owner_id, ${level}, bucket_at)`);
      this.addSql(`create index ${table}_grain_index on ${table} (${level}, bucket_at)`);
    }
  }

  /** Of executions that are still there, everything can be counted again; of the others, only the sums stay. */
  #refuseToLoseHistory(): void {
    this.addSql(
      refusalToLose({
        setting: 'drop_analytics',
        what: 'the analytics of % deleted executions would be lost',
        rows: [
          `analytics_entry e
            where not exists (select from workflow_execution x where x.id = e.execution_id)`,
        ],
      }),
    );
  }

  #templatesAsOneRow(): void {
    this.addSql(`
      create temporary table template_sums on commit drop as
      select template_id, sum(usage_count) as usage_count, sum(success_count) as success_count,
        sum(failure_count) as failure_count, sum(cancel_count) as cancel_count, sum(total_tokens) as total_tokens,
        sum(total_cost_micro_usd) as total_cost_micro_usd, sum(total_duration_ms) as total_duration_ms,
        max(last_used_at) as last_used_at, max(last_success_at) as last_success_at,
        max(last_failure_at) as last_failure_at
      from (
        select template_id, usage_count, success_count, failure_count, cancel_count, total_tokens,
          total_cost_micro_usd, total_duration_ms, last_used_at, last_success_at, last_failure_at
        from template_analytics
        union all
        select e.template_id, 1, (e.status = 'completed')::int, (e.status = 'failed')::int,
          (e.status = 'cancelled')::int, coalesce(e.total_tokens, 0), coalesce(e.cost_micro_usd, 0),
          coalesce(e.duration_ms, 0), e.ended_at, case when e.status = 'completed' then e.ended_at end,
          case when e.status = 'failed' then e.ended_at end
        from analytics_entry e join workflow_template t on t.id = e.template_id where not e.folded
      ) parts
      group by template_id`);
    this.addSql('delete from template_analytics');
    this.addSql(`
      alter table template_analytics
        drop constraint template_analytics_pkey,
        drop column owner_id, drop column unknown_tokens_count, drop column unknown_cost_count, drop column timed_count,
        add primary key (template_id)`);
    this.addSql(`
      insert into template_analytics (template_id, usage_count, success_count, failure_count, cancel_count,
        total_tokens, total_cost_micro_usd, total_duration_ms, last_used_at, last_success_at, last_failure_at)
      select template_id, usage_count, success_count, failure_count, cancel_count, total_tokens,
        total_cost_micro_usd, total_duration_ms, last_used_at, last_success_at, last_failure_at from template_sums`);
  }
}
