import { randomUUID } from 'node:crypto';
import { v7 as newId } from 'uuid';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { NewApiKey } from '../../../src/runtime/ports/api-key-store.ts';
import { malformedIds, openStoresUnderTest, type StoresUnderTest } from './stores-under-test.ts';

let stores: StoresUnderTest;

beforeEach(async () => {
  stores = await openStoresUnderTest();
});
afterEach(() => stores.close());

const create = (more: Partial<NewApiKey> = {}) =>
  stores.apiKeys.create({
    id: newId(),
    ownerId: randomUUID(),
    name: 'laptop',
    role: 'admin',
    hash: randomUUID(),
    ...more,
  });

describe('API keys', () => {
  it('exist from the first one on, also when it is revoked', async () => {
    expect(await stores.apiKeys.exists()).toBe(false);
    const { id } = await create({ role: 'user' });
    expect(await stores.apiKeys.exists()).toBe(true);
    expect(await stores.apiKeys.revoke('all', id)).toMatchObject({ id, revokedAt: expect.any(Number) });
    expect(await stores.apiKeys.exists()).toBe(true);
  });

  it('are found by their hash, revoked ones too', async () => {
    const key = await create({ hash: 'known', role: 'user' });
    expect(await stores.apiKeys.findByHash('known')).toEqual(key);
    await stores.apiKeys.revoke('all', key.id);
    expect(await stores.apiKeys.findByHash('known')).toEqual({ ...key, revokedAt: expect.any(Number) });
    expect(await stores.apiKeys.findByHash('unknown')).toBeNull();
  });

  it('are listed newest first: one owner’s, or all', async () => {
    const first = await create();
    const second = await create();
    expect(await stores.apiKeys.list({ ownerId: first.ownerId })).toEqual([first]);
    expect(await stores.apiKeys.list('all')).toEqual([second, first]);
    expect(await stores.apiKeys.list({ ownerId: randomUUID() })).toEqual([]);
  });

  it('are revoked by their owner or by whoever may revoke all', async () => {
    const { id, ownerId } = await create({ role: 'user' });
    expect(await stores.apiKeys.revoke({ ownerId: randomUUID() }, id)).toBe('absent');
    expect((await stores.apiKeys.list('all'))[0]?.revokedAt).toBeNull();
    expect(await stores.apiKeys.revoke({ ownerId }, id)).toMatchObject({ id, revokedAt: expect.any(Number) });
  });

  it('that are revoked twice keep the time of the first', async () => {
    const { id } = await create({ role: 'user', hash: 'twice' });
    await stores.apiKeys.revoke('all', id);
    await stores.sql(`update api_key set revoked_at = to_timestamp(7) where id = $1`, id);
    expect(await stores.apiKeys.revoke('all', id)).toMatchObject({ id, revokedAt: 7000 });
    expect((await stores.apiKeys.findByHash('twice'))?.revokedAt).toBe(7000);
  });

  it('with malformed ids are absent, and no error', async () => {
    for (const id of malformedIds) expect(await stores.apiKeys.revoke('all', id)).toBe('absent');
  });

  it('always leave one administrator, whoever revokes at the same time', async () => {
    const keys = await Promise.all(Array.from({ length: 5 }, () => create()));
    const results = await Promise.all(keys.map(({ id }) => stores.apiKeys.revoke('all', id)));
    expect(results.filter((result) => result === 'last-admin')).toHaveLength(1);
    const left = (await stores.apiKeys.list('all')).filter(({ revokedAt }) => revokedAt === null);
    expect(left).toHaveLength(1);
  });

  it('of users can all be revoked', async () => {
    await create();
    const { id } = await create({ role: 'user' });
    expect(await stores.apiKeys.revoke('all', id)).toMatchObject({ id, revokedAt: expect.any(Number) });
  });
});
