import { Migration } from '@mikro-orm/migrations';
import { refusalToLose } from './refusal-to-lose.ts';

/**
 * What a definition goes through: versions say why they were published, drafts of earlier revisions are kept to tell
 * what has changed since, definitions are put away, and one that executions refer to leaves its id behind when it is
 * deleted. `down` refuses where words would be lost, or what executions know of it, unless the setting
 * `chatter.drop_definition_lifecycle` is `on`.
 */
export class Migration20261127000250_definition_lifecycle extends Migration {
  override up(): void {
    this.addSql(`
      alter table workflow_definition
        add column archived_at timestamptz,
        add column deleted_at timestamptz`);
    this.addSql(`alter table workflow_definition_version add column changelog text`);
    this.addSql(`
      create table workflow_definition_draft (
        definition_id uuid not null references workflow_definition (id) on delete cascade,
        revision int not null check (revision > 0),
        draft jsonb not null,
        primary key (definition_id, revision)
      )`);
    this.addSql(`
      create index workflow_definition_public_index on workflow_definition (id desc)
        where is_public and deleted_at is null`);
  }

  override down(): void {
    this.addSql(
      refusalToLose({
        setting: 'drop_definition_lifecycle',
        what: '% changelogs of versions would be lost, % archived definitions would come back, and % executions would forget their definition, which was deleted',
        rows: [
          'workflow_definition_version where changelog is not null',
          'workflow_definition where archived_at is not null and deleted_at is null',
          'workflow_execution e join workflow_definition d on d.id = e.definition_id where d.deleted_at is not null',
        ],
      }),
    );
    this.addSql('drop index workflow_definition_public_index');
    this.addSql('drop table workflow_definition_draft');
    this.addSql('alter table workflow_definition_version drop column changelog');
    this.addSql(`
      update workflow_execution set definition_id = null
      where definition_id in (select id from workflow_definition where deleted_at is not null)`);
    this.addSql('delete from workflow_definition where deleted_at is not null');
    this.addSql('alter table workflow_definition drop column archived_at, drop column deleted_at');
  }
}
