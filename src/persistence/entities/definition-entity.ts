import { defineEntity, type InferEntity, p } from '@mikro-orm/postgresql';
import type { JsonObject } from '../../kernel/index.ts';

export const DefinitionEntity = defineEntity({
  name: 'Definition',
  tableName: 'workflow_definition',
  properties: {
    id: p.uuid().primary(),
    ownerId: p.uuid(),
    name: p.string(),
    description: p.text().strictNullable(),
    isPublic: p.boolean(),
    tags: p.json<readonly string[]>().strictNullable(),
    templateId: p.uuid().strictNullable(),
    draft: p.json<JsonObject>(),
    revision: p.integer().default(1),
    publishedVersion: p.integer().strictNullable(),
    archivedAt: p.datetime().strictNullable(),
    /** Set: it is gone for everybody, and its row is there for the executions that refer to it. */
    deletedAt: p.datetime().strictNullable(),
    createdAt: p.datetime().defaultRaw('now()'),
    updatedAt: p.datetime().defaultRaw('now()'),
  },
});

export type DefinitionRow = InferEntity<typeof DefinitionEntity>;
