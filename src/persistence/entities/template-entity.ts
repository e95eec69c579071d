import { defineEntity, type InferEntity, p } from '@mikro-orm/postgresql';
import type { JsonObject } from '../../kernel/index.ts';

export const TemplateEntity = defineEntity({
  name: 'Template',
  tableName: 'workflow_template',
  properties: {
    id: p.uuid().primary(),
    ownerId: p.uuid(),
    name: p.string(),
    description: p.text(),
    category: p.string().length(100),
    tags: p.json<readonly string[]>().strictNullable(),
    graph: p.json<JsonObject>().strictNullable(),
    parameters: p.json<JsonObject>(),
    defaultParams: p.json<JsonObject>().defaultRaw("'{}'"),
    requiredTools: p.json<readonly string[]>().strictNullable(),
    requiredRetrievers: p.json<readonly string[]>().strictNullable(),
    requiredModels: p.json<readonly string[]>().strictNullable(),
    requiredDocuments: p.json<readonly string[]>().strictNullable(),
    baseTemplateId: p.uuid().strictNullable(),
    isBuiltin: p.boolean().default(false),
    isPublic: p.boolean(),
    version: p.integer().default(1),
    configHash: p.string().length(64),
    ratingCount: p.integer().default(0),
    ratingSum: p.bigint('number').default(0),
    deletedAt: p.datetime().strictNullable(),
    createdAt: p.datetime().defaultRaw('now()'),
    updatedAt: p.datetime().defaultRaw('now()'),
  },
});

export type TemplateRow = InferEntity<typeof TemplateEntity>;
