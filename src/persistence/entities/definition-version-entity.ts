import { defineEntity, type InferEntity, p } from '@mikro-orm/postgresql';
import type { JsonObject } from '../../kernel/index.ts';

export const DefinitionVersionEntity = defineEntity({
  name: 'DefinitionVersion',
  tableName: 'workflow_definition_version',
  properties: {
    definitionId: p.uuid().primary(),
    version: p.integer().primary(),
    graph: p.json<JsonObject>(),
    hash: p.text(),
    changelog: p.text().strictNullable(),
    createdAt: p.datetime().defaultRaw('now()'),
  },
});

export type DefinitionVersionRow = InferEntity<typeof DefinitionVersionEntity>;
