import { Migration } from '@mikro-orm/migrations';

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
    this.addSql(`
      do $$
      declare lost bigint;
      begin
        select count(*) into lost from secret;
        if lost > 0 and coalesce(current_setting('chatter.drop_secrets', true), 'off') <> 'on' then
          raise exception '% secrets would be lost: set chatter.drop_secrets to on to go down without them', lost;
        end if;
      end $$`);
    this.addSql('drop table secret');
  }
}
