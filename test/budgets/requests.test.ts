import { randomUUID } from 'node:crypto';
import { v7 as newId } from 'uuid';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openStoresUnderTest, type StoresUnderTest } from '../persistence/stores/stores-under-test.ts';
import { provideStatementCounter } from '../support/statement-count.ts';

let stores: StoresUnderTest;

beforeAll(async () => {
  stores = await openStoresUnderTest();
});
afterAll(() => stores.close());

const counting = provideStatementCounter(() => stores.url);
beforeEach(() => counting.statements.forget());

const newKey = () =>
  ({ id: newId(), ownerId: randomUUID(), name: 'laptop', role: 'user', hash: randomUUID() }) as const;

async function insertExecutions(ownerId: string, count: number): Promise<readonly string[]> {
  const ids = Array.from({ length: count }, () => newId());
  await stores.sql(
    `insert into workflow_execution (id, owner_id, workflow_type) select id, $2, 'custom' from unnest($1::uuid[]) as x (id)`,
    ids,
    ownerId,
  );
  return ids;
}

describe('what many ask for in one moment is one statement', () => {
  it('whose the keys of requests are', async () => {
    const keys = await Promise.all(Array.from({ length: 60 }, () => stores.apiKeys.create(newKey())));
    const hashes = await stores.sql<{ hash: string }>('select hash from api_key order by id');
    await counting.statements.forget();
    const found = await Promise.all(hashes.map(({ hash }) => stores.apiKeys.findByHash(hash)));
    expect(await counting.statements.calls()).toBe(1);
    expect(found.map((key) => key?.ownerId).sort()).toEqual(keys.map(({ ownerId }) => ownerId).sort());
  });

  it('whether there is a key at all', async () => {
    const found = await Promise.all(Array.from({ length: 60 }, () => stores.apiKeys.exists()));
    expect(await counting.statements.calls()).toBe(1);
    expect(new Set(found).size).toBe(1);
  });

  it('how executions are, each for whoever may see it', async () => {
    const [mine, another] = [randomUUID(), randomUUID()];
    const ids = await insertExecutions(mine, 30);
    await counting.statements.forget();
    const [own, others, all] = await Promise.all([
      Promise.all(ids.map((id) => stores.executions.get(mine, id))),
      Promise.all(ids.map((id) => stores.executions.get(another, id))),
      Promise.all(ids.map((id) => stores.executions.get(null, id))),
    ]);
    expect(await counting.statements.calls()).toBe(1);
    expect(own.map((view) => view?.id)).toEqual(ids);
    expect(others).toEqual(ids.map(() => null));
    expect(all).toEqual(own);
  });

  it('and a hundred at most', async () => {
    const owner = randomUUID();
    const ids = await insertExecutions(owner, 150);
    await counting.statements.forget();
    const found = await Promise.all(ids.map((id) => stores.executions.get(owner, id)));
    expect(await counting.statements.calls()).toBe(2);
    expect(found.map((view) => view?.id)).toEqual(ids);
  });
});

it('what was written before somebody asks, he sees, though others asked before', async () => {
  const key = newKey();
  const asked: Promise<unknown>[] = [];
  // Others ask all the time while it is made.
  let isMade = false;
  const others = (async () => {
    while (!isMade) {
      asked.push(stores.apiKeys.findByHash(key.hash));
      await new Promise((resolve) => setImmediate(resolve));
    }
  })();
  await stores.apiKeys.create(key);
  const found = await stores.apiKeys.findByHash(key.hash);
  isMade = true;
  await others;
  await Promise.all(asked);
  expect(asked.length).toBeGreaterThan(1);
  expect(found).toMatchObject({ id: key.id });
});
