import { defineEntity, type InferEntity, p } from '@mikro-orm/postgresql';
import type { ViewerRole } from '../../runtime/ports/api-key-store.ts';

export const ApiKeyEntity = defineEntity({
  name: 'ApiKey',
  tableName: 'api_key',
  properties: {
    id: p.uuid().primary(),
    ownerId: p.uuid(),
    name: p.text(),
    role: p.text().$type<ViewerRole>(),
    hash: p.text().unique(),
    createdAt: p.datetime().defaultRaw('now()'),
    revokedAt: p.datetime().strictNullable(),
  },
});

export type ApiKeyRow = InferEntity<typeof ApiKeyEntity>;
