import { Migration } from '@mikro-orm/migrations';
import { refusalToLose } from './refusal-to-lose.ts';

/**
 * Conversations, and what is said in them. Executions keep the id of theirs when it is deleted: what had an effect on
 * them does not change afterwards. No foreign key, so, and none from messages to executions, which are removed by their
 * age while what was said stays. `position`: servers whose clocks differ write in one order all the same.
 */
export class Migration20261127000700_conversations extends Migration {
  override up(): void {
    this.addSql(`
      create table conversation (
        id uuid primary key,
        owner_id uuid not null,
        title text not null,
        created_at timestamptz(3) not null default now(),
        updated_at timestamptz(3) not null default now()
      )`);
    this.addSql(
      'create index conversation_owner_id_updated_at_id_index on conversation (owner_id, updated_at, id)',
    );
    this.addSql(`
      create table message (
        id uuid primary key,
        position bigint not null generated always as identity,
        conversation_id uuid not null references conversation (id) on delete cascade,
        execution_id uuid not null,
        role text not null check (role in ('user', 'assistant')),
        content text not null,
        created_at timestamptz(3) not null,
        unique (execution_id, role)
      )`);
    this.addSql('create index message_conversation_id_position_index on message (conversation_id, position)');
    this.addSql(
      `create index message_answers_index on message (conversation_id, position) where role = 'assistant'`,
    );
    // Last: nobody reads executions from here to the end.
    this.addSql('alter table workflow_execution add column conversation_id uuid');
  }

  override down(): void {
    this.addSql(
      refusalToLose({
        setting: 'drop_conversations',
        what: '% conversations would be lost, and % executions would forget theirs',
        rows: ['conversation', 'workflow_execution where conversation_id is not null'],
      }),
    );
    this.addSql('drop table message');
    this.addSql('drop table conversation');
    this.addSql('alter table workflow_execution drop column conversation_id');
  }
}
