import { Migration } from '@mikro-orm/migrations';
import { replacedIndexes } from './replaced-indexes.ts';

/** Executions are found by their conversation. */
export class Migration20261127000750_conversation_indexes extends Migration {
  override isTransactional(): boolean {
    return false;
  }

  override up(): void {
    for (const statement of replacedIndexes('workflow_execution', indexes, [])) this.addSql(statement);
  }

  override down(): void {
    const former = Object.keys(indexes);
    for (const statement of replacedIndexes('workflow_execution', {}, former)) this.addSql(statement);
  }
}

const indexes = {
  workflow_execution_conversation_index:
    '(conversation_id, owner_id, phase, created_at, id) where conversation_id is not null',
  workflow_execution_conversation_duration_index:
    '(conversation_id, owner_id, phase, duration_ms, id) where conversation_id is not null and duration_ms is not null',
  workflow_execution_conversation_error_index:
    '(conversation_id, owner_id, created_at, id) where conversation_id is not null and error_words is not null',
};
