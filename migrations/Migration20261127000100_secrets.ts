import { Migration } from '@mikro-orm/migrations';

/** Secrets of owners, encrypted. */
export class Migration20261127000100_secrets extends Migration {
  override up(): void {
    this.addSql(`
      create table secret (
        id uuid primary key,
        owner_id uuid not null,
        name text not null,
        key_id text not null,
        sealed bytea not null,
        created_at timestamptz not null default now(),
        updated_at timestamptz not null default now(),
        unique (owner_id, name)
      )`);
  }

  override down(): void {
    this.addSql('drop table secret');
  }
}
