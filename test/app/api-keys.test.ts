import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type CreateApiKeyInput, localOwnerId, type Viewer } from '../../src/app/index.ts';
import { type AppUnderTest, newViewer, openAppUnderTest, refusal } from './app-under-test.ts';

let under: AppUnderTest;

beforeEach(async () => {
  under = await openAppUnderTest();
});
afterEach(() => under.close());

const local: Viewer = { ownerId: localOwnerId, role: 'admin' };
const fromHere = (apiKey: string | null = null) => under.app.authenticate({ apiKey, loopback: true });
const fromElsewhere = (apiKey: string | null = null) => under.app.authenticate({ apiKey, loopback: false });
const refused = refusal('unauthenticated');
const create = (more: Partial<CreateApiKeyInput> = {}, by: Viewer = local) =>
  under.app.createApiKey(by, { name: 'laptop', role: 'admin', ownerId: null, ...more });

describe('while there is no API key', () => {
  it('this machine is the local owner, and every other must bring one', async () => {
    expect(await fromHere()).toEqual(local);
    await expect(fromElsewhere()).rejects.toMatchObject(refused);
  });

  it.each([
    '',
    'x',
    'chatter_',
    `chatter_${'A'.repeat(43)}`,
    'a'.repeat(1_000_000),
    '\0',
  ])('a key that is none is refused from everywhere', async (key) => {
    await expect(fromHere(key)).rejects.toMatchObject(refused);
    await expect(fromElsewhere(key)).rejects.toMatchObject(refused);
  });

  it('the first one must be an administrator’s, or nobody could make another', async () => {
    await expect(create({ role: 'user' })).rejects.toMatchObject(refusal('api-key/last-admin'));
    await create();
    expect(await create({ role: 'user' })).toMatchObject({ apiKey: { role: 'user' } });
  });
});

describe('an API key', () => {
  it('is needed from its creation on, by everybody', async () => {
    const { key, apiKey } = await create();
    await expect(fromHere()).rejects.toMatchObject(refused);
    expect(await fromHere(key)).toEqual(local);
    expect(await fromElsewhere(key)).toEqual(local);
    expect(apiKey).toMatchObject({ ownerId: localOwnerId, name: 'laptop', revokedAt: null });
  });

  it('is random, has a prefix, and is kept as a hash only', async () => {
    const keys = [await create(), await create()];
    for (const { key } of keys) expect(key).toMatch(/^chatter_[A-Za-z0-9_-]{43}$/);
    expect(keys[0]?.key).not.toBe(keys[1]?.key);
    const rows = JSON.stringify(await under.stores.sql('select * from api_key'));
    const shown = JSON.stringify(await under.app.listApiKeys(local));
    for (const { key } of keys) {
      expect(rows).not.toContain(key.slice(10));
      expect(shown).not.toContain(key.slice(10));
    }
    expect(shown).not.toContain('hash');
  });

  it('is refused with one character changed', async () => {
    const { key } = await create();
    const changed = `${key.slice(0, -1)}${key.endsWith('A') ? 'E' : 'A'}`;
    await expect(fromElsewhere(changed)).rejects.toMatchObject(refused);
  });

  it('of a user acts for its owner, as a user', async () => {
    await create();
    const ownerId = randomUUID();
    const { key } = await create({ role: 'user', ownerId });
    expect(await fromElsewhere(key)).toEqual({ ownerId, role: 'user' });
  });

  it('is worthless once it is revoked, also when it was the last and nobody is let in again', async () => {
    const admin = await create();
    const { key, apiKey } = await create({ role: 'user' });
    await under.app.revokeApiKey(local, apiKey.id);
    await under.app.revokeApiKey(local, apiKey.id);
    await expect(fromElsewhere(key)).rejects.toMatchObject(refused);
    const last = under.app.revokeApiKey(local, admin.apiKey.id);
    await expect(last).rejects.toMatchObject(refusal('api-key/last-admin'));
    await under.stores.sql('update api_key set revoked_at = now()');
    await expect(fromHere()).rejects.toMatchObject(refused);
  });

  it('is given and taken by administrators; users have their own ones', async () => {
    await create();
    const user = newViewer();
    const absent = refusal('api-key/not-found');
    await expect(create({ role: 'admin' }, user)).rejects.toMatchObject(refusal('forbidden'));
    await expect(create({ role: 'user', ownerId: randomUUID() }, user)).rejects.toMatchObject(
      refusal('forbidden'),
    );
    const { apiKey } = await create({ role: 'user', ownerId: user.ownerId.toUpperCase() }, user);
    expect(await under.app.listApiKeys(user)).toEqual([apiKey]);
    expect(await under.app.listApiKeys(local)).toHaveLength(2);
    await expect(under.app.revokeApiKey(newViewer(), apiKey.id)).rejects.toMatchObject(absent);
    await under.app.revokeApiKey(user, apiKey.id);
    expect(await under.app.listApiKeys(user)).toMatchObject([{ revokedAt: expect.any(Number) }]);
    await expect(under.app.revokeApiKey(local, 'no id')).rejects.toMatchObject(absent);
  });

  it.each([
    ['no name', { name: '' }],
    ['an owner that is no UUID', { ownerId: 'me' }],
  ])('is not made with %s', async (_, more) => {
    await expect(create(more)).rejects.toMatchObject(refusal('input/invalid'));
  });
});
