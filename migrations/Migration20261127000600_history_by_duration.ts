import { Migration } from '@mikro-orm/migrations';

/**
 * What is listed by duration is found by type, template and status too, and errors by their definition or template:
 * before, a page passed whatever lay between.
 */
export class Migration20261127000600_history_by_duration extends Migration {
  override up(): void {
    this.#replace(before, after);
  }

  override down(): void {
    this.#replace(after, before);
  }

  /** Dropping an index keeps readers out until the end, so that comes last. */
  #replace(old: Readonly<Record<string, string>>, indexes: Readonly<Record<string, string>>): void {
    const nameOf = (name: string) => `workflow_execution_${name}_index`;
    for (const [name, columns] of Object.entries(indexes)) {
      this.addSql(`create index ${nameOf(name)}_next on workflow_execution ${columns}`);
    }
    for (const name of Object.keys(old)) this.addSql(`drop index ${nameOf(name)}`);
    for (const name of Object.keys(indexes)) {
      this.addSql(`alter index ${nameOf(name)}_next rename to ${nameOf(name)}`);
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
