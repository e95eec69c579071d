import { defineEntity, type InferEntity, p } from '@mikro-orm/postgresql';

/** For reading: entries are written together with the events they belong to. */
export const UsageEntryEntity = defineEntity({
  name: 'UsageEntry',
  tableName: 'usage_entry',
  properties: {
    id: p.uuid().primary(),
    executionId: p.uuid(),
    path: p.text(),
    attempt: p.smallint(),
    provider: p.text(),
    model: p.text(),
    inputTokens: p.bigint('number').strictNullable(),
    outputTokens: p.bigint('number').strictNullable(),
    cachedTokens: p.bigint('number').strictNullable(),
    reasoningTokens: p.bigint('number').strictNullable(),
    totalTokens: p.bigint('number').strictNullable(),
    costMicroUsd: p.bigint('number').strictNullable(),
    priceVersion: p.text().strictNullable(),
    at: p.datetime(),
  },
});

export type UsageEntryRow = InferEntity<typeof UsageEntryEntity>;
