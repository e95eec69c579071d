import { Migration } from '@mikro-orm/migrations';
import { refusalToLose } from './refusal-to-lose.ts';

/**
 * Large values and bytes, once for each owner and content, in pieces; and where the large input or output of an
 * execution is kept. `down` refuses where something would be lost, unless the setting `chatter.drop_blobs` is `on`.
 */
export class Migration20261127000200_blob extends Migration {
  override up(): void {
    this.addSql(`
      create table blob (
        owner_id uuid not null,
        hash text not null check (hash ~ '^[0-9a-f]{64}$'),
        content_type text not null,
        size int not null check (size >= 0),
        created_at timestamptz not null default now(),
        primary key (owner_id, hash)
      )`);
    this.addSql(`
      create table blob_piece (
        owner_id uuid not null,
        hash text not null,
        at int not null check (at >= 0),
        bytes bytea not null,
        primary key (owner_id, hash, at),
        foreign key (owner_id, hash) references blob (owner_id, hash) on delete cascade
      )`);
    // Compressing takes longer than writing, and what is large is often compressed already.
    this.addSql('alter table blob_piece alter column bytes set storage external');
    this.addSql(`
      alter table workflow_execution add column input_apart jsonb, add column output_apart jsonb`);
  }

  override down(): void {
    this.addSql(
      refusalToLose({ setting: 'drop_blobs', what: '% large values would be lost', rows: ['blob'] }),
    );
    this.addSql('alter table workflow_execution drop column input_apart, drop column output_apart');
    this.addSql('drop table blob_piece');
    this.addSql('drop table blob');
  }
}
