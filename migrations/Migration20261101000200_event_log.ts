import { Migration } from '@mikro-orm/migrations';
import { refusalToLose } from './refusal-to-lose.ts';
import { rewrittenTable } from './rewritten-table.ts';

/**
 * The log of executions and what belongs to it; versions of definitions; owners' keys. Legacy graphs become documents
 * of format version 0, which are upgraded when they are read.
 */
export class Migration20261101000200_event_log extends Migration {
  override up(): void {
    this.#log();
    this.#keys();
    // Before the others: changing tables that executions refer to would keep others from writing executions meanwhile.
    this.#executions();
    this.#definitions();
    this.#templates();
  }

  override down(): void {
    this.#refuseToLoseWork();
    for (const table of [
      'api_key',
      'usage_entry',
      'execution_snapshot',
      'execution_command',
      'execution_event',
    ]) {
      this.addSql(`drop table ${table}`);
    }
    this.#legacyExecutions();
    this.#legacyDocuments();
  }

  #definitions(): void {
    this.addSql(`
      create table workflow_graph (
        hash text primary key,
        document jsonb not null,
        created_at timestamptz not null default now()
      )`);
    this.addSql(`
      alter table workflow_definition
        add column draft jsonb,
        add column revision int not null default 1 check (revision > 0),
        add column published_version int`);
    this.addSql(`
      update workflow_definition set revision = version, draft = jsonb_build_object('formatVersion', 0, 'nodes', nodes, 'edges', edges,
        'metadata', coalesce(workflow_metadata, '{}'))`);
    this.addSql(`
      alter table workflow_definition
        alter column draft set not null,
        drop column nodes, drop column edges, drop column workflow_metadata, drop column version`);
    this.addSql(`
      create table workflow_definition_version (
        definition_id uuid not null references workflow_definition (id) on delete cascade,
        version int not null check (version > 0),
        graph jsonb not null,
        hash text not null,
        created_at timestamptz not null default now(),
        primary key (definition_id, version)
      )`);
    this.addSql(
      `create index workflow_definition_owner_id_id_index on workflow_definition (owner_id, id desc)`,
    );
    this.addSql('drop index workflow_definition_owner_id_index');
  }

  #templates(): void {
    this.addSql(`
      alter table workflow_template
        add column graph jsonb,
        add column parameters jsonb not null default '{}'`);
    this.addSql(`create index workflow_template_owner_id_id_index on workflow_template (owner_id, id desc)`);
    this.addSql('drop index workflow_template_owner_id_index');
  }

  /** An execution that the former system did not finish has no log: nobody can go on with it. */
  #executions(): void {
    const isUnfinished = `x.status in ('pending', 'running')`;
    const kept = [
      'id',
      'owner_id',
      'definition_id',
      'template_id',
      'workflow_type',
      'workflow_config',
      'started_at',
      'created_at',
      'updated_at',
    ];
    const statements = rewrittenTable({
      table: 'workflow_execution',
      shape: [
        `drop constraint workflow_execution_status_check,
          add column definition_version int,
          add column graph_hash text,
          add column epoch int not null default 0,
          add column worker text,
          add column claimed_by text,
          add column recoveries int not null default 0,
          add column commands int not null default 0,
          add column error jsonb,
          add column usage jsonb,
          add column debug boolean not null default false,
          add column correlation_id text,
          add column idempotency_key text,
          add column request_hash text,
          add column legacy jsonb,
          add column live boolean not null default true`,
        'rename column input_data to input',
        'rename column output_data to output',
        `alter column status set default 'queued',
          add constraint workflow_execution_status_check check
            (status in ('queued', 'running', 'suspended', 'paused', 'completed', 'failed', 'cancelled')),
          drop column error_message, drop column execution_log, drop column execution_time_ms,
          drop column tokens_used, drop column cost`,
        'set (fillfactor = 80)',
      ],
      columns: {
        ...Object.fromEntries(kept.map((name) => [name, `x.${name}`])),
        input: 'x.input_data',
        output: 'x.output_data',
        legacy: `jsonb_strip_nulls(jsonb_build_object('status', x.status, 'executionTimeMs', x.execution_time_ms,
          'cost', x.cost, 'errorMessage', x.error_message)) || jsonb_build_object('executionLog', x.execution_log)`,
        error: `case
          when ${isUnfinished} then jsonb_build_object('code', 'legacy/interrupted',
            'message', 'the former system did not finish it', 'retryable', false, 'nodeId', null, 'path', null)
          when x.status = 'failed' or x.error_message is not null then jsonb_build_object('code', 'legacy/failed',
            'message', coalesce(x.error_message, 'it failed'), 'retryable', false, 'nodeId', null, 'path', null) end`,
        usage: `jsonb_build_object('inputTokens', null, 'outputTokens', null, 'cachedTokens', null,
          'reasoningTokens', null, 'totalTokens', x.tokens_used, 'costMicroUsd', round(x.cost * 1000000),
          'modelCalls', 0, 'toolCalls', 0)`,
        live: 'false',
        status: `case when ${isUnfinished} then 'failed' else x.status end`,
        completed_at: `case when ${isUnfinished} then coalesce(x.completed_at, x.updated_at) else x.completed_at end`,
      },
      indexes: {
        workflow_execution_idempotency_key_index: {
          isUnique: true,
          on: '(owner_id, idempotency_key) where idempotency_key is not null',
        },
        workflow_execution_owner_id_id_index: { on: '(owner_id, id desc)' },
        // Not by status: claiming an execution changes it, and would then have to write every index anew.
        workflow_execution_live_index: { on: '(id) where live' },
        workflow_execution_definition_id_index: { on: '(definition_id) where definition_id is not null' },
        workflow_execution_template_id_index: { on: '(template_id) where template_id is not null' },
      },
      foreignKeys: {
        workflow_execution_definition_id_fkey: { column: 'definition_id', table: 'workflow_definition' },
        workflow_execution_template_id_fkey: { column: 'template_id', table: 'workflow_template' },
      },
    });
    for (const statement of statements) this.addSql(statement);
  }

  #log(): void {
    // No foreign keys to the execution: each check would lock its row for every event.
    this.addSql(`
      create table execution_event (
        execution_id uuid not null,
        sequence int not null,
        epoch int not null,
        type text not null,
        at timestamptz not null,
        path text,
        attempt smallint,
        data json,
        primary key (execution_id, sequence)
      )`);
    this.addSql(`
      create table execution_command (
        id uuid primary key,
        execution_id uuid not null,
        type text not null,
        data jsonb,
        created_at timestamptz not null default now(),
        consumed_at timestamptz
      )`);
    this.addSql(`
      create index execution_command_unread_index on execution_command (execution_id, id)
        where consumed_at is null`);
    this.addSql(`
      create table execution_snapshot (
        execution_id uuid primary key,
        sequence int not null,
        state_version int not null,
        state json not null
      )`);
    this.addSql(`
      create table usage_entry (
        id uuid primary key,
        execution_id uuid not null,
        path text not null,
        attempt smallint not null,
        provider text not null,
        model text not null,
        input_tokens bigint,
        output_tokens bigint,
        cached_tokens bigint,
        reasoning_tokens bigint,
        total_tokens bigint,
        cost_micro_usd bigint,
        price_version text,
        at timestamptz not null
      )`);
    this.addSql('create index usage_entry_execution_id_index on usage_entry (execution_id)');
  }

  #keys(): void {
    this.addSql(`
      create table api_key (
        id uuid primary key,
        owner_id uuid not null,
        name text not null,
        role text not null check (role in ('admin', 'user')),
        hash text not null unique,
        created_at timestamptz not null default now(),
        revoked_at timestamptz
      )`);
  }

  /** Built-in templates come back with the next start of a version that has them. */
  #refuseToLoseWork(): void {
    this.addSql(
      refusalToLose({
        setting: 'drop_event_log',
        what: '% events, % published versions, the graphs of % templates and % API keys would be lost',
        rows: [
          'execution_event',
          'workflow_definition_version',
          'workflow_template where graph is not null and not is_builtin',
          'api_key',
        ],
      }),
    );
  }

  #legacyExecutions(): void {
    this.addSql('alter table workflow_execution rename column input to input_data');
    this.addSql('alter table workflow_execution rename column output to output_data');
    this.addSql('alter table workflow_execution drop constraint workflow_execution_status_check');
    this.addSql('drop index workflow_execution_idempotency_key_index');
    this.addSql('drop index workflow_execution_owner_id_id_index');
    this.addSql('drop index workflow_execution_live_index');
    this.addSql('alter table workflow_execution reset (fillfactor)');
    for (const column of ['definition_id', 'template_id']) {
      this.addSql(`drop index workflow_execution_${column}_index`);
      this.addSql(`create index workflow_execution_${column}_index on workflow_execution (${column})`);
    }
    this.addSql(`
      alter table workflow_execution
        add column error_message text,
        add column execution_log jsonb,
        add column execution_time_ms int check (execution_time_ms > 0),
        add column tokens_used bigint not null default 0 check (tokens_used >= 0),
        add column cost double precision not null default 0 check (cost >= 0)`);
    this.addSql(`
      update workflow_execution set
        status = case status
          when 'queued' then 'pending' when 'suspended' then 'running' when 'paused' then 'running' else status end,
        error_message = error ->> 'message',
        execution_time_ms = nullif(round(extract(epoch from completed_at - started_at) * 1000), 0),
        tokens_used = coalesce((usage ->> 'totalTokens')::bigint, 0),
        cost = coalesce((usage ->> 'costMicroUsd')::bigint, 0) / 1000000.0`);
    this.addSql(`
      update workflow_execution set
        status = legacy ->> 'status',
        completed_at = case when legacy ->> 'status' in ('pending', 'running') then null else completed_at end,
        error_message = legacy ->> 'errorMessage',
        execution_log = nullif(legacy -> 'executionLog', 'null'),
        execution_time_ms = (legacy ->> 'executionTimeMs')::int,
        cost = (legacy ->> 'cost')::float8
      where legacy is not null`);
    this.addSql(`
      alter table workflow_execution
        alter column status set default 'pending',
        add constraint workflow_execution_status_check check
          (status in ('pending', 'running', 'completed', 'failed', 'cancelled')),
        drop column definition_version, drop column graph_hash, drop column epoch, drop column worker,
        drop column claimed_by, drop column recoveries, drop column commands, drop column error, drop column usage,
        drop column debug, drop column correlation_id, drop column idempotency_key, drop column request_hash,
        drop column legacy, drop column live`);
  }

  #legacyDocuments(): void {
    this.addSql('drop table workflow_definition_version');
    this.addSql('drop table workflow_graph');
    this.addSql(`
      alter table workflow_definition
        add column nodes jsonb, add column edges jsonb, add column workflow_metadata jsonb,
        add column version int not null default 1 check (version > 0)`);
    this.addSql(`
      update workflow_definition set nodes = coalesce(draft -> 'nodes', '[]'), edges = coalesce(draft -> 'edges', '[]'),
        workflow_metadata = draft -> 'metadata', version = revision`);
    this.addSql(`
      alter table workflow_definition
        alter column nodes set not null, alter column edges set not null,
        drop column draft, drop column revision, drop column published_version`);
    this.addSql('alter table workflow_template drop column graph, drop column parameters');
    this.addSql('drop index workflow_definition_owner_id_id_index');
    this.addSql('drop index workflow_template_owner_id_id_index');
    this.addSql('create index workflow_template_owner_id_index on workflow_template (owner_id)');
    this.addSql('create index workflow_definition_owner_id_index on workflow_definition (owner_id)');
  }
}
