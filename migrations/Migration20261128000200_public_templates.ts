import { IndexMigration } from './replaced-indexes.ts';

/** The templates that everybody sees are found without reading those of all owners. */
export class Migration20261128000200_public_templates extends IndexMigration {
  protected override readonly table = 'workflow_template';
  protected override readonly before = {};
  protected override readonly after = {
    workflow_template_visible_to_all_index:
      '(id desc) where (is_public or is_builtin) and deleted_at is null',
  };
}
