import { Migration } from '@mikro-orm/migrations';
import { patientLock } from './rewritten-table.ts';

const place = 'owner_id, workflow_type, template_id, definition_id, definition_version';
const executionsOf = `${place}, status, error_code`;
const callsOf = `${place}, node_id, provider, model`;
const amounts =
  'input_tokens, output_tokens, total_tokens, unknown_tokens_count, cost_micro_usd, unknown_cost_count';
const sums = `executions, model_calls, tool_calls, duration_ms, timed_count, first_text_ms, first_text_count, ${amounts}`;
const histograms = 'duration_bins, duration_counts, first_text_bins, first_text_counts';

/**
 * Roll-ups hold their histograms themselves: those of a year were hundreds of thousands of rows. New ones by month, of an
 * owner's types together, and of everyone let a long span be made of few.
 */
export class Migration20261127000800_analytics_levels extends Migration {
  override up(): void {
    // Nobody adds to them meanwhile. Reading goes on, until the new table takes the place of the old one.
    this.addSql('lock table analytics_rollup, analytics_call_rollup in share row exclusive mode');
    this.#executionsUp();
    this.#callsUp();
  }

  override down(): void {
    // What is dropped is made of what stays.
    this.addSql(`delete from analytics_rollup where grain = 'month' or level in ('everyone', 'owner')`);
    this.addSql(`delete from analytics_call_rollup where grain = 'month'`);
    this.#executionsDown();
    this.#callsDown();
  }

  #executionsUp(): void {
    this.addSql(`
      create table analytics_rollup_next (
        id uuid not null,
        level text not null,
        grain text not null,
        bucket_at timestamptz not null,
        owner_id uuid,
        workflow_type varchar(20),
        template_id uuid,
        definition_id uuid,
        definition_version int,
        status varchar(20) not null,
        error_code text,
        ${each(sums, (name) => `${name} bigint not null`)},
        duration_bins smallint[],
        duration_counts bigint[],
        first_text_bins smallint[],
        first_text_counts bigint[]
      )`);
    this.addSql(carryOver);
    this.addSql(
      'alter table analytics_rollup_next add constraint analytics_rollup_next_pkey primary key (id)',
    );
    for (const [name, columns] of Object.entries(indexes)) {
      this.addSql(`create index analytics_rollup_${name}_next on analytics_rollup_next ${columns}`);
    }
    this.addSql('analyze analytics_rollup_next');
    this.addSql(
      patientLock('analytics_rollup, analytics_histogram, analytics_call_rollup in access exclusive mode'),
    );
    this.addSql('drop table analytics_histogram');
    this.addSql('drop table analytics_rollup');
    this.addSql('alter table analytics_rollup_next rename to analytics_rollup');
    this.addSql('alter index analytics_rollup_next_pkey rename to analytics_rollup_pkey');
    for (const name of Object.keys(indexes)) {
      this.addSql(`alter index analytics_rollup_${name}_next rename to analytics_rollup_${name}_index`);
    }
    this.addSql(`
      alter table analytics_rollup
        add check (grain in ('hour', 'day', 'month')), add check (level in ('everyone', 'owner', 'type', 'place'))`);
  }

  #callsUp(): void {
    // What is there keeps its former ids: what is still to come of its hour and day is a row beside it.
    this.addSql(`alter table analytics_call_rollup
      drop constraint analytics_call_rollup_grain_check, add check (grain in ('hour', 'day', 'month'))`);
    this.addSql(`
      insert into analytics_call_rollup (id, grain, bucket_at, ${callsOf}, calls, ${amounts})
      select ${idOf(`grain, bucket_at, ${callsOf}`)}, grain, bucket_at, ${callsOf},
        ${each(`calls, ${amounts}`, (name) => `sum(${name})`)}
      from (
        select 'month' as grain, date_trunc('month', bucket_at, 'UTC') as bucket_at, ${callsOf}, calls, ${amounts}
        from analytics_call_rollup where grain = 'day'
      ) as days group by grain, bucket_at, ${callsOf}`);
  }

  #executionsDown(): void {
    this.addSql(`alter table analytics_rollup add column is_placed boolean`);
    this.addSql(`
      update analytics_rollup set is_placed = level = 'place',
        id = ${formerIdOf(`grain, (level = 'place'), bucket_at, ${executionsOf}`)}`);
    this.addSql(`
      create table analytics_histogram (
        rollup_id uuid not null references analytics_rollup (id) on delete cascade,
        measure text not null check (measure in ('duration', 'first-text')),
        bin smallint not null,
        executions bigint not null,
        primary key (rollup_id, measure, bin)
      )`);
    this.addSql(`
      insert into analytics_histogram (rollup_id, measure, bin, executions)
      select id, 'duration', h.* from analytics_rollup, unnest(duration_bins, duration_counts) as h
      union all
      select id, 'first-text', h.* from analytics_rollup, unnest(first_text_bins, first_text_counts) as h`);
    for (const name of Object.keys(indexes)) this.addSql(`drop index analytics_rollup_${name}_index`);
    this.addSql(`
      alter table analytics_rollup
        ${each(`level, ${histograms}`, (name) => `drop column ${name}`)},
        ${each('is_placed, owner_id, workflow_type', (name) => `alter column ${name} set not null`)},
        drop constraint analytics_rollup_grain_check, add check (grain in ('hour', 'day'))`);
    this.addSql(
      'create index analytics_rollup_owner_id_index on analytics_rollup (owner_id, grain, is_placed, bucket_at)',
    );
    this.addSql(
      'create index analytics_rollup_grain_index on analytics_rollup (grain, is_placed, bucket_at)',
    );
  }

  #callsDown(): void {
    this.addSql(`alter table analytics_call_rollup
      drop constraint analytics_call_rollup_grain_check, add check (grain in ('hour', 'day'))`);
  }
}

const indexes = {
  owner_id: '(owner_id, grain, level, bucket_at)',
  grain: '(grain, level, bucket_at)',
  definition_id: '(definition_id, grain, bucket_at) where definition_id is not null',
  template_id: '(template_id, grain, bucket_at) where template_id is not null',
};

const key = `level, grain, bucket_at, ${executionsOf}`;

/** Each former roll-up is part of one at its own level or of three above it, and that of a day also of its month's. */
const carryOver = `
  with parts as (
    select level, g.grain, g.bucket_at, case when level <> 'everyone' then owner_id end as owner_id,
      case when level in ('type', 'place') then workflow_type end as workflow_type,
      template_id, definition_id, definition_version, status, error_code, ${sums}, r.id as former_id
    from analytics_rollup r
    cross join lateral (values (r.grain, r.bucket_at), ('month', date_trunc('month', r.bucket_at, 'UTC'))) as g (grain, bucket_at)
    cross join (values ('everyone'), ('owner'), ('type'), ('place')) as l (level)
    where r.is_placed = (level = 'place') and (g.grain <> 'month' or r.grain = 'day')
  ), identified as materialized (
    select ${idOf(key)} as id, * from parts
  ), added as (
    select id, ${key}, ${each(sums, (name) => `sum(${name}) as ${name}`)} from identified group by id, ${key}
  ), binned as (
    select i.id, measure, bin, sum(h.executions)::bigint as executions
    from identified i join analytics_histogram h on h.rollup_id = i.former_id group by i.id, measure, bin
  ), histograms as (
    select id, ${histogramOf('duration', 'duration')}, ${histogramOf('first-text', 'first_text')}
    from binned group by id
  )
  insert into analytics_rollup_next (id, ${key}, ${sums}, ${histograms})
  select id, ${key}, ${sums}, ${histograms} from added left join histograms using (id)`;

function histogramOf(measure: string, name: string): string {
  return ['bin', 'executions']
    .map((column) => `array_agg(${column} order by bin) filter (where measure = '${measure}')`)
    .map((values, index) => `${values} as ${name}_${index === 0 ? 'bins' : 'counts'}`)
    .join(', ');
}

/** The same in every time zone. */
function idOf(columns: string): string {
  return formerIdOf(columns.replace('bucket_at', 'extract(epoch from bucket_at)'));
}

function formerIdOf(columns: string): string {
  return `md5(concat_ws('|', ${each(columns, (name) => `coalesce(${name}::text, '-')`)}))::uuid`;
}

function each(columns: string, write: (name: string) => string): string {
  return columns.split(/,\s*/).map(write).join(', ');
}
