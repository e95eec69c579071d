import { Migration } from '@mikro-orm/migrations';
import { replacedIndexes } from './replaced-indexes.ts';

/** Calls of a definition or a template are found without passing all others. */
export class Migration20261127000950_analytics_call_indexes extends Migration {
  override isTransactional(): boolean {
    return false;
  }

  override up(): void {
    for (const statement of replacedIndexes('analytics_call_rollup', indexes, [])) this.addSql(statement);
  }

  override down(): void {
    const former = Object.keys(indexes);
    for (const statement of replacedIndexes('analytics_call_rollup', {}, former)) this.addSql(statement);
  }
}

const indexes = {
  analytics_call_rollup_definition_id_index:
    '(definition_id, grain, bucket_at) where definition_id is not null',
  analytics_call_rollup_template_id_index: '(template_id, grain, bucket_at) where template_id is not null',
};
