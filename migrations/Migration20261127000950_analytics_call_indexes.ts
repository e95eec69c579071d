import { IndexMigration } from './replaced-indexes.ts';

/** Calls of a definition or a template are found without passing all others. */
export class Migration20261127000950_analytics_call_indexes extends IndexMigration {
  protected override readonly table = 'analytics_call_rollup';
  protected override readonly before = {};
  protected override readonly after = indexes;
}

const indexes = {
  analytics_call_rollup_definition_id_index:
    '(definition_id, grain, bucket_at) where definition_id is not null',
  analytics_call_rollup_template_id_index: '(template_id, grain, bucket_at) where template_id is not null',
};
