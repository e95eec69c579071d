import { randomBytes, randomUUID } from 'node:crypto';
import { v7 as newId } from 'uuid';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openStores } from '../../../src/persistence/stores/open-stores.ts';
import { proxyDatabase } from '../../support/database-proxy.ts';
import { malformedIds, openStoresUnderTest, type StoresUnderTest, walk } from './stores-under-test.ts';

let stores: StoresUnderTest;
const ownerId = randomUUID();
const value = 'sk-canary-0123456789';

beforeEach(async () => {
  stores = await openStoresUnderTest();
});
afterEach(() => stores.close());

const set = (name: string, more: { readonly value?: string; readonly ownerId?: string } = {}) =>
  stores.secrets.set({ id: newId(), ownerId, name, value, ...more });
const reveal = (name: string, owner = ownerId) => stores.secrets.reveal(owner, name);

/** The secrets of the same database as a server with this key sees them. */
async function withKey<T>(key: Uint8Array | null, work: (secrets: StoresUnderTest['secrets']) => Promise<T>) {
  const others = await openStores({ ...stores, secretKey: key });
  try {
    return await work(others.secrets);
  } finally {
    await others.close();
  }
}

describe('secrets', () => {
  it.each([
    'plain-text-value',
    'with "quotes", \n lines and 漢字 🔑',
    ' '.repeat(65_536),
  ])('are revealed as they were set', async (text) => {
    await set('TOKEN', { value: text });
    expect(await reveal('TOKEN')).toBe(text);
  });

  it('are in the database as nothing that could be read: the same value differs each time', async () => {
    await set('A');
    await set('B');
    const rows = await stores.sql<{ sealed: string; row: string }>(
      `select encode(sealed, 'hex') as sealed, s::text as row from secret s`,
    );
    expect(new Set(rows.map(({ sealed }) => sealed)).size).toBe(2);
    for (const form of [value, Buffer.from(value).toString('hex'), Buffer.from(value).toString('base64')]) {
      expect(JSON.stringify(rows)).not.toContain(form);
    }
  });

  it('that are set again have the new value, and keep their id and the time of the first', async () => {
    const first = await set('TOKEN');
    await stores.sql('update secret set created_at = to_timestamp(7), updated_at = to_timestamp(7)');
    const second = await set('TOKEN', { value: 'another-value' });
    expect(second).toEqual({ ...first, createdAt: 7000, updatedAt: expect.any(Number) });
    expect(second.updatedAt).toBeGreaterThan(7000);
    expect(await reveal('TOKEN')).toBe('another-value');
    expect(await stores.sql('select id from secret')).toHaveLength(1);
  });

  it('that several set at once under one name are one secret, with one of their values', async () => {
    const values = Array.from({ length: 8 }, (_, index) => `value-number-${index}`);
    await Promise.all(values.map((one) => set('TOKEN', { value: one })));
    expect(values).toContain(await reveal('TOKEN'));
    expect(await stores.sql('select id from secret')).toHaveLength(1);
  });

  it('are listed newest first, page by page, one owner’s only, and without their values', async () => {
    const [first, second, third] = [await set('A'), await set('B'), await set('C')];
    await set('D', { ownerId: randomUUID() });
    const seen = await walk((after) => stores.secrets.list(ownerId, { first: 2, after }));
    expect(seen).toEqual([third.id, second.id, first.id]);
    const { items } = await stores.secrets.list(ownerId, { first: 10, after: null });
    expect(items.at(-1)).toEqual(first);
    expect(Object.keys(first).toSorted()).toEqual(['createdAt', 'id', 'name', 'updatedAt']);
    for (const after of malformedIds) {
      expect(await stores.secrets.list(ownerId, { first: 10, after })).toMatchObject({ items: [] });
    }
  });

  it('are told apart from names that stand for none, one owner’s only', async () => {
    await Promise.all([set('A'), set('B'), set('C', { ownerId: randomUUID() })]);
    const names = new Set(['A', 'C', 'NONE', 'a', '', 'A\0']);
    expect(await stores.secrets.owned(ownerId, names)).toEqual(new Set(['A']));
    expect(await stores.secrets.owned(ownerId, new Set(['A\0']))).toEqual(new Set());
  });

  it('belong to their owner: others neither read nor delete them', async () => {
    await set('TOKEN');
    const other = randomUUID();
    await expect(reveal('TOKEN', other)).rejects.toMatchObject({ code: 'secret/not-found' });
    expect(await stores.secrets.delete(other, 'TOKEN')).toBe(false);
    expect(await reveal('TOKEN')).toBe(value);
  });

  it('are gone once they are deleted', async () => {
    await set('TOKEN');
    expect(await stores.secrets.delete(ownerId, 'TOKEN')).toBe(true);
    expect(await stores.secrets.delete(ownerId, 'TOKEN')).toBe(false);
    await expect(reveal('TOKEN')).rejects.toMatchObject({ code: 'secret/not-found' });
  });

  it.each(['', 'token', 'TOKEN ', 'TO\0KEN', 'x'.repeat(10_000)])('are not found as %j', async (name) => {
    await set('TOKEN');
    await expect(reveal(name)).rejects.toMatchObject({ code: 'secret/not-found' });
    expect(await stores.secrets.delete(ownerId, name)).toBe(false);
  });
});

describe('a secret cannot be read', () => {
  it('by a server with another key, which is told which secret and which keys', async () => {
    await set('TOKEN');
    const refused = withKey(randomBytes(32), (secrets) => secrets.reveal(ownerId, 'TOKEN'));
    await expect(refused).rejects.toMatchObject({
      code: 'secret/unreadable',
      message: expect.stringMatching(/"TOKEN".* key [0-9a-f]{16},.* key [0-9a-f]{16};/),
    });
  });

  it('in the place of another name, or of another owner', async () => {
    await set('TOKEN');
    await set('OTHER', { value: 'another-value' });
    const theirs = randomUUID();
    await set('TOKEN', { ownerId: theirs, value: 'another-value' });
    await stores.sql(`update secret set sealed = (select sealed from secret where name = 'OTHER')`);
    await expect(reveal('TOKEN')).rejects.toMatchObject({ code: 'secret/unreadable' });
    await expect(reveal('TOKEN', theirs)).rejects.toMatchObject({ code: 'secret/unreadable' });
    expect(await reveal('OTHER')).toBe('another-value');
  });

  it.each([
    ['a bit flipped', 'set_bit(sealed, 300, 1 - get_bit(sealed, 300))'],
    ['the end cut off', 'substring(sealed from 1 for length(sealed) - 1)'],
    ['nothing left', `''::bytea`],
  ])('with %s', async (_, changed) => {
    await set('TOKEN');
    await stores.sql(`update secret set sealed = ${changed}`);
    await expect(reveal('TOKEN')).rejects.toMatchObject({ code: 'secret/unreadable' });
  });

  it('while the database is away, and trying again may help', async () => {
    await set('TOKEN');
    const proxy = await proxyDatabase(stores.url);
    const others = await openStores({
      ...stores,
      url: proxy.url,
      secretKey: Buffer.alloc(32, 7),
    });
    expect(await others.secrets.reveal(ownerId, 'TOKEN')).toBe(value);
    await proxy.close();
    const refused = others.secrets.reveal(ownerId, 'TOKEN');
    await expect(refused).rejects.toMatchObject({ code: 'database/unavailable', retryable: true });
    await others.close();
  });

  it('or kept without a key, and the refusal says what to set', async () => {
    await set('TOKEN');
    const refusal = { code: 'secret/no-key', message: expect.stringContaining('CHATTER_SECRET_KEY') };
    await withKey(null, async (secrets) => {
      await expect(secrets.reveal(ownerId, 'TOKEN')).rejects.toMatchObject(refusal);
      await expect(secrets.set({ id: newId(), ownerId, name: 'B', value })).rejects.toMatchObject(refusal);
      expect((await secrets.list(ownerId, { first: 10, after: null })).items).toHaveLength(1);
      expect(await secrets.delete(ownerId, 'TOKEN')).toBe(true);
    });
  });
});
