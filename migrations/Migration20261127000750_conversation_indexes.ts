import { IndexMigration } from './replaced-indexes.ts';

/** Executions are found by their conversation. */
export class Migration20261127000750_conversation_indexes extends IndexMigration {
  protected override readonly table = 'workflow_execution';
  protected override readonly before = {};
  protected override readonly after = indexes;
}

const indexes = {
  workflow_execution_conversation_index:
    '(conversation_id, owner_id, phase, created_at, id) where conversation_id is not null',
  workflow_execution_conversation_duration_index:
    '(conversation_id, owner_id, phase, duration_ms, id) where conversation_id is not null and duration_ms is not null',
  workflow_execution_conversation_error_index:
    '(conversation_id, owner_id, created_at, id) where conversation_id is not null and error_words is not null',
};
