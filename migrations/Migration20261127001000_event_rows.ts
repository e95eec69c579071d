import { Migration } from '@mikro-orm/migrations';

/** What the columns of an event say, as the beginning of its JSON text. */
const facts = `'{"type":' || to_json(type) || ',"at":' || round(extract(epoch from at) * 1000)::bigint
  || coalesce(',"nodeId":' || to_json(regexp_replace(path, '^.*/', '')) || ',"path":' || to_json(path), '')
  || coalesce(',"attempt":' || attempt, '') || case when type = 'NodeCompleted' then ',"port":"out"' else '' end`;

/** The JSON text of an event: of what is said twice the last counts, which is that of `data`. */
const eventOf = (data: string) => `(${facts} || case
  when ${data} is null or ${data}::text = '{}' then '}' else ',' || substring(${data}::text from 2) end)`;

/** What columns do not say: the node is the end of the path, and most nodes leave by `out`. */
const rest = `(
  select json_object_agg(key, value) from json_each(event)
  where key not in ('type', 'at')
    and not (key in ('path', 'attempt') and json_typeof(value) <> 'null')
    and not (key = 'nodeId' and coalesce(value #>> '{}' = regexp_replace(event ->> 'path', '^.*/', ''), false))
    and not (key = 'port' and value #>> '{}' = 'out' and event ->> 'type' = 'NodeCompleted'))`;

/**
 * What one commit adds to one log is one row, not one an event: the row of an event costs more than what it says.
 * Takes as long as the log is; nobody may run executions meanwhile.
 */
export class Migration20261127001000_event_rows extends Migration {
  override up(): void {
    this.#replace(
      'events json not null',
      `select execution_id, sequence, epoch, case
          when json_typeof(data) = 'array'
          then '[[' || ${eventOf('(data -> 0)')} || ',' || (data -> 1) || ']]'
          else '[' || ${eventOf('data')} || ']' end :: json
        from execution_event`,
    );
  }

  override down(): void {
    this.#replace(
      'type text not null, at timestamptz not null, path text, attempt smallint, data json',
      `select execution_id, sequence, epoch, event ->> 'type', to_timestamp((event ->> 'at')::float8 / 1000),
          event ->> 'path', (event ->> 'attempt')::smallint,
          case when json_typeof(stored) = 'array' then json_build_array(coalesce(rest, '{}'), stored -> 1) else rest end
        from (
          select row.execution_id, row.sequence + (place - 1)::int as sequence, row.epoch, stored, event, ${rest} as rest
          from execution_event row, json_array_elements(row.events) with ordinality as one (stored, place),
            lateral (select case when json_typeof(stored) = 'array' then stored -> 0 else stored end as event) e
        ) events`,
    );
  }

  #replace(columns: string, rows: string): void {
    this.addSql('lock table execution_event in access exclusive mode');
    this.addSql(`
      create table execution_event_next (
        execution_id uuid not null, sequence int not null, epoch int not null, ${columns}
      )`);
    this.addSql(`insert into execution_event_next ${rows}`);
    this.addSql('drop table execution_event');
    this.addSql('alter table execution_event_next rename to execution_event');
    this.addSql(
      'alter table execution_event add constraint execution_event_pkey primary key (execution_id, sequence)',
    );
  }
}
