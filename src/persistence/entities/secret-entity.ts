import { defineEntity, type InferEntity, p } from '@mikro-orm/postgresql';

export const SecretEntity = defineEntity({
  name: 'Secret',
  tableName: 'secret',
  properties: {
    id: p.uuid().primary(),
    ownerId: p.uuid(),
    name: p.text(),
    keyId: p.text(),
    sealed: p.blob(),
    createdAt: p.datetime().defaultRaw('now()'),
    updatedAt: p.datetime().defaultRaw('now()'),
  },
  uniques: [{ properties: ['ownerId', 'name'] }],
});

export type SecretRow = InferEntity<typeof SecretEntity>;
