import { Migration } from '@mikro-orm/migrations';

/**
 * An index for everything that executions are filtered and ordered by, and a list of the executions whose rows are gone
 * and whose logs are still to be removed.
 *
 * `phase` is the status, with `live` for what waits or runs: a claim changes the status of every execution, and would
 * have to write every index anew if one of them held it. `created_at` is exact to the millisecond, as cursors are.
 */
export class Migration20261127000300_history_indexes extends Migration {
  override up(): void {
    // All in one: each of them alone would write the whole table anew.
    this.addSql(`
      alter table workflow_execution
        alter column created_at type timestamptz(3),
        add column phase varchar(20) not null generated always as
          (case when status in ('queued', 'running') then 'live' else status end) stored,
        add column duration_ms bigint generated always as
          ((extract(epoch from completed_at - started_at) * 1000)::bigint) stored,
        add column error_words tsvector generated always as (
          case when error is not null then to_tsvector('simple', 'o' || replace(owner_id::text, '-', '') || ' ' ||
            regexp_replace(left(error ->> 'message', 1000) || ' ' || coalesce(error ->> 'code', ''),
              '[^[:alnum:]]+', ' ', 'g')) end) stored`);
    for (const index of ['owner_id_id', 'definition_id', 'template_id']) {
      this.addSql(`drop index workflow_execution_${index}_index`);
    }
    for (const [name, columns] of Object.entries(indexes)) {
      this.addSql(`create index workflow_execution_${name}_index on workflow_execution ${columns}`);
    }
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
