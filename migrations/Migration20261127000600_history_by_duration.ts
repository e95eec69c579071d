import { IndexMigration } from './replaced-indexes.ts';

/**
 * What is listed by duration is found by type, template and status too, and errors by their definition or template:
 * before, a page passed whatever lay between.
 */
export class Migration20261127000600_history_by_duration extends IndexMigration {
  protected override readonly table = 'workflow_execution';
  protected override readonly before = before;
  protected override readonly after = after;
}

const before = {
  workflow_execution_duration_index: '(owner_id, phase, duration_ms, id) where duration_ms is not null',
  workflow_execution_definition_duration_index:
    '(definition_id, owner_id, duration_ms, id) where definition_id is not null and duration_ms is not null',
};

const after = {
  workflow_execution_duration_index:
    '(owner_id, workflow_type, phase, duration_ms, id) where duration_ms is not null',
  workflow_execution_definition_duration_index:
    '(definition_id, owner_id, phase, duration_ms, id) where definition_id is not null and duration_ms is not null',
  workflow_execution_template_duration_index:
    '(template_id, owner_id, phase, duration_ms, id) where template_id is not null and duration_ms is not null',
  workflow_execution_definition_error_index:
    '(definition_id, owner_id, created_at, id) where definition_id is not null and error_words is not null',
  workflow_execution_template_error_index:
    '(template_id, owner_id, created_at, id) where template_id is not null and error_words is not null',
};
