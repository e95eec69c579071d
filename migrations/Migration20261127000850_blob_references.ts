import { Migration } from '@mikro-orm/migrations';

/** Where large values stand: their places, and their hashes and forms beside them. */
const columns = `
  select execution_id, data::jsonb as apart from execution_event where json_typeof(data) = 'array'
  union all select execution_id, state::jsonb from execution_snapshot where json_typeof(state) = 'array'
  union all select id, input_apart from workflow_execution where input_apart is not null
  union all select id, output_apart from workflow_execution where output_apart is not null`;

const contentOf = (blob: string) => `
  select convert_from(string_agg(p.bytes, '' order by p.at), 'UTF8') as content from blob_piece p
  where p.owner_id = ${blob}.owner_id and p.hash = ${blob}.hash`;

/** Every text that may name a file. */
const texts = `
  select execution_id, data::text as text from execution_event
  union all select id, input::text from workflow_execution
  union all select id, output::text from workflow_execution
  union all select r.execution_id, whole.content from blob_reference r, lateral (${contentOf('r')}) whole`;

/**
 * Which executions refer to which blobs, and which blobs are to be looked at, and when, because perhaps nobody does any
 * more. A reference keeps its blob: neither can go without the other.
 */
export class Migration20261127000850_blob_references extends Migration {
  override up(): void {
    this.addSql(`
      create table blob_reference (
        execution_id uuid not null,
        owner_id uuid not null,
        hash text not null,
        primary key (execution_id, hash),
        foreign key (owner_id, hash) references blob (owner_id, hash)
      )`);
    this.addSql(`
      create table blob_removal (
        owner_id uuid not null,
        hash text not null,
        due_at timestamptz not null default now(),
        primary key (owner_id, hash)
      )`);
    this.#values();
    this.#files();
    // Afterwards: an index is built faster than it grows.
    this.addSql('create index blob_reference_owner_id_hash_index on blob_reference (owner_id, hash)');
    this.addSql('create index blob_removal_due_at_index on blob_removal (due_at)');
    this.addSql(`
      insert into blob_removal (owner_id, hash, due_at)
      select owner_id, hash, now() + interval '8 days' from blob b where not exists (
        select from blob_reference r where r.owner_id = b.owner_id and r.hash = b.hash)`);
  }

  override down(): void {
    this.addSql('drop table blob_removal');
    this.addSql('drop table blob_reference');
  }

  /** Large values, and those that are apart of them again. */
  #values(): void {
    this.addSql(`
      with recursive held (execution_id, owner_id, hash, form) as (
        select x.id, x.owner_id, part ->> 1, part ->> 2
        from (${columns}) c join workflow_execution x on x.id = c.execution_id,
          jsonb_array_elements(c.apart -> 1) part
        union
        select held.execution_id, held.owner_id, part ->> 1, part ->> 2
        from held, lateral (${contentOf('held')}) whole, jsonb_array_elements(whole.content::jsonb -> 1) part
        where held.form = 'apart'
      )
      insert into blob_reference (execution_id, owner_id, hash)
      select distinct execution_id, owner_id, hash from held join blob using (owner_id, hash)`);
  }

  #files(): void {
    this.addSql(`
      insert into blob_reference (execution_id, owner_id, hash)
      select distinct x.id, x.owner_id, named.hash[1]
      from (${texts}) t join workflow_execution x on x.id = t.execution_id,
        regexp_matches(t.text, '(?:blob\\\\*"\\s*:\\s*\\\\*"|/blobs/)([0-9a-f]{64})', 'g') as named (hash)
        join blob b on b.hash = named.hash[1]
      where t.text like '%blob%' and b.owner_id = x.owner_id
      on conflict do nothing`);
  }
}
