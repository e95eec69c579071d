import { Migration } from '@mikro-orm/migrations';
import { refusalToLose } from './refusal-to-lose.ts';

/**
 * An execution may have a template instead of a definition, or neither; the analytics of templates move to a table of
 * their own. `down` moves them back; it refuses where executions without a definition would be lost, unless the
 * setting `chatter.drop_executions_without_definition` is `on`.
 */
export class Migration20261101000100_executions_without_definition extends Migration {
  override up(): void {
    this.addSql(`
      alter table workflow_execution
        alter column definition_id drop not null,
        add column template_id uuid references workflow_template (id),
        add column workflow_type varchar(20) not null default 'definition'
          check (workflow_type in ('template', 'definition', 'custom', 'chat')),
        add column workflow_config jsonb`);
    this.addSql(`alter table workflow_execution alter column workflow_type drop default`);
    this.addSql(`
      create table template_analytics (
        template_id uuid primary key references workflow_template (id) on delete cascade,
        usage_count bigint not null default 0 check (usage_count >= 0),
        success_count bigint not null default 0 check (success_count >= 0),
        failure_count bigint not null default 0 check (failure_count >= 0),
        cancel_count bigint not null default 0 check (cancel_count >= 0),
        total_tokens bigint not null default 0 check (total_tokens >= 0),
        total_cost_micro_usd bigint not null default 0 check (total_cost_micro_usd >= 0),
        total_duration_ms bigint not null default 0 check (total_duration_ms >= 0),
        last_used_at timestamptz,
        last_success_at timestamptz,
        last_failure_at timestamptz
      )`);
    this.addSql(`
      insert into template_analytics (template_id, usage_count, success_count, failure_count, total_tokens,
        total_cost_micro_usd, total_duration_ms, last_used_at)
      select id, usage_count, coalesce(round(success_rate * usage_count), 0),
        coalesce(usage_count - round(success_rate * usage_count), 0), total_tokens_used,
        round(total_cost * 1000000), coalesce(avg_response_time_ms::bigint * usage_count, 0), last_used_at
      from workflow_template where usage_count > 0 or total_tokens_used > 0 or total_cost > 0`);
    this.addSql(`
      alter table workflow_template
        drop column usage_count, drop column success_rate, drop column avg_response_time_ms,
        drop column avg_tokens_per_use, drop column total_tokens_used, drop column total_cost,
        drop column last_used_at`);
  }

  override down(): void {
    this.addSql(
      refusalToLose({
        setting: 'drop_executions_without_definition',
        what: '% executions have no definition and would be lost',
        rows: ['workflow_execution where definition_id is null'],
      }),
    );
    this.addSql('delete from workflow_execution where definition_id is null');
    this.addSql(`
      alter table workflow_template
        add column usage_count int not null default 0 check (usage_count >= 0),
        add column success_rate double precision check (success_rate between 0 and 1),
        add column avg_response_time_ms int check (avg_response_time_ms > 0),
        add column avg_tokens_per_use double precision,
        add column total_tokens_used bigint not null default 0 check (total_tokens_used >= 0),
        add column total_cost double precision not null default 0 check (total_cost >= 0),
        add column last_used_at timestamptz`);
    this.addSql(`
      update workflow_template t set
        usage_count = a.usage_count,
        success_rate = case when a.success_count + a.failure_count > 0 then a.success_count::float8 / a.usage_count end,
        avg_response_time_ms = case when a.usage_count > 0 then nullif(a.total_duration_ms / a.usage_count, 0) end,
        avg_tokens_per_use = case when a.usage_count > 0 and a.total_tokens > 0 then a.total_tokens::float8 / a.usage_count end,
        total_tokens_used = a.total_tokens,
        total_cost = a.total_cost_micro_usd / 1000000.0,
        last_used_at = a.last_used_at
      from template_analytics a where a.template_id = t.id`);
    this.addSql('drop table template_analytics');
    this.addSql(`
      alter table workflow_execution
        alter column definition_id set not null, drop column template_id, drop column workflow_type,
        drop column workflow_config`);
  }
}
