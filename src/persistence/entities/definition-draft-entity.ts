import { defineEntity, p } from '@mikro-orm/postgresql';
import type { JsonObject } from '../../kernel/index.ts';

/** A draft that is not the present one any more. */
export const DefinitionDraftEntity = defineEntity({
  name: 'DefinitionDraft',
  tableName: 'workflow_definition_draft',
  properties: {
    definitionId: p.uuid().primary(),
    revision: p.integer().primary(),
    draft: p.json<JsonObject>(),
  },
});
