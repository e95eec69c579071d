import { Migration } from '@mikro-orm/migrations';
import { refusalToLose } from './refusal-to-lose.ts';

/** The shape of the system that came before: analytics on templates, every execution of a definition. */
export class Migration20261101000000_legacy extends Migration {
  override up(): void {
    this.addSql(`
      create table workflow_template (
        id uuid primary key,
        owner_id uuid not null,
        name varchar(255) not null check (name <> ''),
        description text not null check (description <> ''),
        category varchar(100) not null default 'custom',
        default_params jsonb not null default '{}',
        required_tools jsonb,
        required_retrievers jsonb,
        base_template_id uuid references workflow_template (id),
        is_builtin boolean not null default false,
        is_public boolean not null default false,
        version int not null default 1 check (version > 0),
        tags jsonb,
        extra_metadata jsonb,
        config_hash varchar(64) not null,
        usage_count int not null default 0 check (usage_count >= 0),
        success_rate double precision check (success_rate between 0 and 1),
        avg_response_time_ms int check (avg_response_time_ms > 0),
        avg_tokens_per_use double precision,
        total_tokens_used bigint not null default 0 check (total_tokens_used >= 0),
        total_cost double precision not null default 0 check (total_cost >= 0),
        last_used_at timestamptz,
        created_at timestamptz not null default now(),
        updated_at timestamptz not null default now()
      )`);
    this.addSql(`
      create table workflow_definition (
        id uuid primary key,
        owner_id uuid not null,
        name varchar(255) not null check (name <> ''),
        description text,
        nodes jsonb not null,
        edges jsonb not null,
        workflow_metadata jsonb,
        version int not null default 1 check (version > 0),
        is_public boolean not null default false,
        tags jsonb,
        template_id uuid references workflow_template (id),
        created_at timestamptz not null default now(),
        updated_at timestamptz not null default now()
      )`);
    this.addSql(`
      create table workflow_execution (
        id uuid primary key,
        definition_id uuid not null references workflow_definition (id),
        owner_id uuid not null,
        status varchar(20) not null default 'pending'
          check (status in ('pending', 'running', 'completed', 'failed', 'cancelled')),
        started_at timestamptz,
        completed_at timestamptz,
        execution_time_ms int check (execution_time_ms > 0),
        input_data jsonb,
        output_data jsonb,
        error_message text,
        execution_log jsonb,
        tokens_used bigint not null default 0 check (tokens_used >= 0),
        cost double precision not null default 0 check (cost >= 0),
        created_at timestamptz not null default now(),
        updated_at timestamptz not null default now()
      )`);
    this.addSql('create index workflow_template_owner_id_index on workflow_template (owner_id)');
    this.addSql('create index workflow_definition_owner_id_index on workflow_definition (owner_id)');
    this.addSql('create index workflow_execution_definition_id_index on workflow_execution (definition_id)');
  }

  override down(): void {
    this.addSql(
      refusalToLose({
        setting: 'drop_everything',
        what: 'everything would be lost, % executions, % definitions and % templates',
        rows: ['workflow_execution', 'workflow_definition', 'workflow_template where not is_builtin'],
      }),
    );
    this.addSql('drop table workflow_execution');
    this.addSql('drop table workflow_definition');
    this.addSql('drop table workflow_template');
  }
}
