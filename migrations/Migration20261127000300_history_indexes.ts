import { Migration } from '@mikro-orm/migrations';
import { rewrittenTable, type TableRewrite } from './rewritten-table.ts';

/**
 * An index for everything that executions are filtered and ordered by, and a list of the executions whose rows are gone
 * and whose logs are still to be removed.
 *
 * `phase` is the status, with `live` for what waits or runs: a claim changes the status of every execution, and would
 * have to write every index anew if one of them held it. `created_at` is exact to the millisecond, as cursors are.
 */
export class Migration20261127000300_history_indexes extends Migration {
  override up(): void {
    for (const statement of rewrittenTable(rewrite)) this.addSql(statement);
    this.addSql('create table execution_removal (execution_id uuid primary key)');
  }

  override down(): void {
    for (const table of ['execution_event', 'execution_command', 'execution_snapshot', 'usage_entry']) {
      this.addSql(`delete from ${table} where execution_id in (select execution_id from execution_removal)`);
    }
    this.addSql('drop table execution_removal');
    for (const name of Object.keys(indexes)) this.addSql(`drop index workflow_execution_${name}_index`);
    this.addSql(`
      alter table workflow_execution
        drop column phase, drop column duration_ms, drop column error_words,
        alter column created_at type timestamptz`);
    this.addSql(
      'create index workflow_execution_owner_id_id_index on workflow_execution (owner_id, id desc)',
    );
    for (const column of ['definition_id', 'template_id']) {
      this.addSql(`create index workflow_execution_${column}_index on workflow_execution (${column})
        where ${column} is not null`);
    }
  }
}

const columns = [
  'id',
  'owner_id',
  'definition_id',
  'definition_version',
  'template_id',
  'workflow_type',
  'workflow_config',
  'graph_hash',
  'status',
  'live',
  'epoch',
  'worker',
  'claimed_by',
  'recoveries',
  'commands',
  'input',
  'input_apart',
  'output',
  'output_apart',
  'error',
  'usage',
  'legacy',
  'debug',
  'correlation_id',
  'idempotency_key',
  'request_hash',
  'started_at',
  'completed_at',
  'created_at',
  'updated_at',
] as const;

/** What comes first is compared, what comes last is ordered by. */
const indexes = {
  created: '(owner_id, created_at, id)',
  type: '(owner_id, workflow_type, phase, created_at, id)',
  definition: '(definition_id, owner_id, phase, created_at, id) where definition_id is not null',
  template: '(template_id, owner_id, phase, created_at, id) where template_id is not null',
  duration: '(owner_id, phase, duration_ms, id) where duration_ms is not null',
  definition_duration:
    '(definition_id, owner_id, duration_ms, id) where definition_id is not null and duration_ms is not null',
  error: '(owner_id, created_at, id) where error_words is not null',
  error_words: 'using gin (error_words) where error_words is not null',
} as const;

const rewrite: TableRewrite = {
  table: 'workflow_execution',
  shape: [
    `alter column created_at type timestamptz(3),
      add column phase varchar(20) not null generated always as
        (case when status in ('queued', 'running') then 'live' else status end) stored,
      add column duration_ms bigint generated always as
        ((extract(epoch from completed_at - started_at) * 1000)::bigint) stored,
      add column error_words tsvector generated always as (
        case when error is not null then to_tsvector('simple', 'o' || replace(owner_id::text, '-', '') || ' ' ||
          regexp_replace(left(error ->> 'message', 1000) || ' ' || coalesce(error ->> 'code', ''),
            '[^[:alnum:]]+', ' ', 'g')) end) stored`,
    'set (fillfactor = 80)',
  ],
  columns: Object.fromEntries(columns.map((name) => [name, `x.${name}`])),
  indexes: {
    workflow_execution_idempotency_key_index: {
      isUnique: true,
      on: '(owner_id, idempotency_key) where idempotency_key is not null',
    },
    workflow_execution_live_index: { on: '(id) where live' },
    ...Object.fromEntries(
      Object.entries(indexes).map(([name, on]) => [`workflow_execution_${name}_index`, { on }]),
    ),
  },
  foreignKeys: {
    workflow_execution_definition_id_fkey: { column: 'definition_id', table: 'workflow_definition' },
    workflow_execution_template_id_fkey: { column: 'template_id', table: 'workflow_template' },
  },
};
