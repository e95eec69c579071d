import { Migration } from '@mikro-orm/migrations';

/**
 * How far the walk has come that removes the deltas of executions some time after their end, and which executions it has
 * passed before they were due. Earlier versions count places in a row of a log: going down, deltas without text lie where
 * some are gone.
 */
export class Migration20261128000100_replay_window extends Migration {
  override up(): void {
    this.addSql(`
      create table replay_window (
        passed uuid not null default '00000000-0000-0000-0000-000000000000',
        is_alone boolean primary key default true check (is_alone)
      )`);
    this.addSql('insert into replay_window default values');
    this.addSql('create table replay_window_later (execution_id uuid primary key)');
  }

  override down(): void {
    this.addSql(`
      update execution_event set events = (
        select json_agg(
          case when event ->> 'gap' is null then event else json_build_object(
            'type', 'TextDelta', 'at', 0, 'nodeId', '', 'path', '', 'attempt', 1, 'text', '') end
          order by place, number)
        from json_array_elements(events) with ordinality as e (event, place),
          generate_series(1, coalesce((event ->> 'gap')::int, 1)) as number
      ) where events::text like '%{"gap":%'`);
    this.addSql('drop table replay_window_later');
    this.addSql('drop table replay_window');
  }
}
