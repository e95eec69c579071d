import { Migration } from '@mikro-orm/migrations';

/**
 * What is listed by duration is found by type, template and status too, and errors by their definition or template:
 * before, a page passed whatever lay between.
 */
export class Migration20261127000600_history_by_duration extends Migration {
  override up(): void {
    for (const name of Object.keys(before)) this.addSql(`drop index workflow_execution_${name}_index`);
    this.#create(after);
  }

  override down(): void {
    for (const name of Object.keys(after)) this.addSql(`drop index workflow_execution_${name}_index`);
    this.#create(before);
  }

  #create(indexes: Readonly<Record<string, string>>): void {
    for (const [name, columns] of Object.entries(indexes)) {
      this.addSql(`create index workflow_execution_${name}_index on workflow_execution ${columns}`);
    }
  }
}

const before = {
  duration: '(owner_id, phase, duration_ms, id) where duration_ms is not null',
  definition_duration:
    '(definition_id, owner_id, duration_ms, id) where definition_id is not null and duration_ms is not null',
};

const after = {
  duration: '(owner_id, workflow_type, phase, duration_ms, id) where duration_ms is not null',
  definition_duration:
    '(definition_id, owner_id, phase, duration_ms, id) where definition_id is not null and duration_ms is not null',
  template_duration:
    '(template_id, owner_id, phase, duration_ms, id) where template_id is not null and duration_ms is not null',
  definition_error:
    '(definition_id, owner_id, created_at, id) where definition_id is not null and error_words is not null',
  template_error:
    '(template_id, owner_id, created_at, id) where template_id is not null and error_words is not null',
};
