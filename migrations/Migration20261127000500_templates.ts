import { Migration } from '@mikro-orm/migrations';
import { refusalToLose } from './refusal-to-lose.ts';

/** What templates need, what owners think of them, and that a template which executions refer to can be deleted. */
export class Migration20261127000500_templates extends Migration {
  override up(): void {
    this.addSql(`
      alter table workflow_template
        add column required_models jsonb,
        add column required_documents jsonb,
        add column rating_count int not null default 0 check (rating_count >= 0),
        add column rating_sum bigint not null default 0 check (rating_sum between rating_count and 5 * rating_count),
        add column deleted_at timestamptz`);
    this.addSql(`
      create table template_rating (
        template_id uuid not null references workflow_template (id) on delete cascade,
        owner_id uuid not null,
        rating smallint not null check (rating between 1 and 5),
        rated_at timestamptz not null default now(),
        primary key (template_id, owner_id)
      )`);
  }

  override down(): void {
    this.addSql(
      refusalToLose({
        setting: 'drop_template_ratings',
        what: '% ratings of templates would be lost, and % deleted templates would come back',
        rows: ['template_rating', 'workflow_template where deleted_at is not null'],
      }),
    );
    this.addSql('drop table template_rating');
    this.addSql(`
      alter table workflow_template
        drop column required_models, drop column required_documents, drop column rating_count,
        drop column rating_sum, drop column deleted_at`);
  }
}
