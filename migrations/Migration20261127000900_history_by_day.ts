import { IndexMigration } from './replaced-indexes.ts';

/** The longest executions of some days are found without those of all others, and words of errors by type and status. */
export class Migration20261127000900_history_by_day extends IndexMigration {
  protected override readonly table = 'workflow_execution';
  protected override readonly before = before;
  protected override readonly after = after;
}

const before = {
  workflow_execution_error_index: '(owner_id, created_at, id) where error_words is not null',
};

const day = `((created_at at time zone 'UTC')::date)`;

const after = {
  workflow_execution_error_index:
    '(owner_id, workflow_type, phase, created_at, id) where error_words is not null',
  workflow_execution_day_index: `(owner_id, ${day}, duration_ms, id) where duration_ms is not null`,
  workflow_execution_definition_day_index: `(definition_id, owner_id, ${day}, duration_ms, id)
    where definition_id is not null and duration_ms is not null`,
  workflow_execution_template_day_index: `(template_id, owner_id, ${day}, duration_ms, id)
    where template_id is not null and duration_ms is not null`,
};
