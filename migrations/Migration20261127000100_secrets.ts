import { Migration } from '@mikro-orm/migrations';
import { refusalToLose } from './refusal-to-lose.ts';

/**
 * Secrets of owners, encrypted. `down` refuses where some would be lost, unless the setting `chatter.drop_secrets` is
 * `on`.
 */
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
    this.addSql(
      refusalToLose({ setting: 'drop_secrets', what: '% secrets would be lost', rows: ['secret'] }),
    );
    this.addSql('drop table secret');
  }
}
