import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { v7 as newId } from 'uuid';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { WorkflowGraph } from '../../../src/graph/index.ts';
import { parseWorkflowGraph } from '../../../src/graph/index.ts';
import type { DefinitionFilter, NewDefinition } from '../../../src/runtime/ports/definition-store.ts';
import { malformedIds, openStoresUnderTest, type StoresUnderTest, walk } from './stores-under-test.ts';

let stores: StoresUnderTest;

beforeAll(async () => {
  stores = await openStoresUnderTest();
});
afterAll(() => stores.close());

const any: DefinitionFilter = { name: null, text: null, tag: null, from: 'own', archived: false };

function graphOf(...ids: readonly string[]): WorkflowGraph {
  const nodes = [{ id: 'start', type: 'start' }, ...ids.map((id) => ({ id, type: 'model' }))];
  const parsed = parseWorkflowGraph({ nodes, edges: ids.map((target) => ({ source: 'start', target })) });
  if (!parsed.ok) throw new Error('not a graph');
  return parsed.value;
}

const newDefinition = (ownerId: string, more: Partial<NewDefinition> = {}): NewDefinition => ({
  id: newId(),
  ownerId,
  name: 'Support',
  description: null,
  tags: [],
  isPublic: false,
  draft: graphOf(),
  templateId: null,
  ...more,
});

const create = (ownerId: string, more: Partial<NewDefinition> = {}) =>
  stores.definitions.create(newDefinition(ownerId, more));

/** Lets `count` writers meet: all wait for the definition's row before the first of them gets it. */
async function whileRowIsHeld<T>(id: string, count: number, write: () => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: stores.url });
  await client.connect();
  try {
    await client.query('begin');
    await client.query('select from workflow_definition where id = $1 for update', [id]);
    const written = write();
    await vi.waitUntil(async () => (await waiting()) === count, { timeout: 30_000 });
    await client.query('commit');
    return await written;
  } finally {
    await client.end();
  }
}

/** On a connection of its own: within a transaction the answer would stay what it was at first. */
async function waiting(): Promise<number | undefined> {
  const sql = `select count(*)::int as n from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
  return (await stores.sql<{ n: number }>(sql))[0]?.n;
}

/** Milliseconds since 1970, as the database counts them. */
async function databaseTime(): Promise<number> {
  const sql = 'select floor(extract(epoch from now()) * 1000)::float8 as ms';
  return (await stores.sql<{ ms: number }>(sql))[0]?.ms ?? Number.NaN;
}

describe('a definition', () => {
  it('is read as it was created', async () => {
    const given = newDefinition(randomUUID(), {
      name: 'Ünïcode 💬',
      description: '"quoted"',
      tags: ['a', 'b'],
      draft: graphOf('answer'),
    });
    const before = await databaseTime();
    const created = await stores.definitions.create(given);
    expect(created).toMatchObject({ ...given, revision: 1, publishedVersion: null });
    expect(created.createdAt).toBeGreaterThanOrEqual(before);
    expect(created.createdAt).toBeLessThanOrEqual(await databaseTime());
    expect(await stores.definitions.get(given.ownerId, given.id)).toEqual(created);
  });

  it('of somebody else is absent, whatever is asked of it', async () => {
    const owner = randomUUID();
    const stranger = randomUUID();
    const { id } = await create(owner);
    const { definitions } = stores;
    expect(await definitions.get(stranger, id)).toBeNull();
    expect(await definitions.update(stranger, id, 1, { name: 'mine' })).toEqual({ status: 'absent' });
    expect(
      await definitions.publish(stranger, id, 1, { graph: graphOf(), hash: 'h', changelog: null }),
    ).toEqual({
      status: 'absent',
    });
    expect(await definitions.delete(stranger, id)).toBe(false);
    await definitions.publish(owner, id, 1, { graph: graphOf(), hash: 'h', changelog: null });
    expect(await definitions.version(stranger, id, 1)).toBeNull();
    expect(await definitions.versions(stranger, [id])).toEqual([]);
    expect((await definitions.list(stranger, any, { first: 10, after: null })).items).toEqual([]);
    expect(await definitions.get(owner, id)).toMatchObject({ name: 'Support', revision: 1 });
  });

  it('that is public can be read by others, and only changed by its owner', async () => {
    const stranger = randomUUID();
    const { id, ownerId } = await create(randomUUID(), { isPublic: true });
    await stores.definitions.publish(ownerId, id, 1, { graph: graphOf(), hash: 'h', changelog: null });
    expect(await stores.definitions.get(stranger, id)).toMatchObject({ id, ownerId });
    expect(await stores.definitions.version(stranger, id, 1)).toMatchObject({ hash: 'h', changelog: null });
    expect(await stores.definitions.update(stranger, id, 1, { name: 'mine' })).toEqual({ status: 'absent' });
    expect(await stores.definitions.delete(stranger, id)).toBe(false);
  });

  it.each(malformedIds)('with the id %j is absent, and no error', async (id) => {
    const owner = randomUUID();
    const { definitions } = stores;
    expect(await definitions.get(owner, id)).toBeNull();
    expect(await definitions.update(owner, id, 1, {})).toEqual({ status: 'absent' });
    expect(await definitions.publish(owner, id, 1, { graph: graphOf(), hash: 'h', changelog: null })).toEqual(
      {
        status: 'absent',
      },
    );
    expect(await definitions.version(owner, id, 1)).toBeNull();
    expect(await definitions.versions(owner, [id])).toEqual([]);
    expect(await definitions.delete(owner, id)).toBe(false);
  });
});

describe('changing a draft', () => {
  it('changes what is named and nothing else, and moves the revision', async () => {
    const created = await create(randomUUID(), { tags: ['a'], description: 'kept' });
    const { ownerId, id } = created;
    const changed = await stores.definitions.update(ownerId, id, 1, { name: 'New', draft: graphOf('b') });
    expect(changed).toMatchObject({
      status: 'done',
      value: { ...created, name: 'New', draft: graphOf('b'), revision: 2, updatedAt: expect.any(Number) },
    });
    expect(await stores.definitions.update(ownerId, id, 2, { description: null, tags: [] })).toMatchObject({
      value: { name: 'New', description: null, tags: [], revision: 3 },
    });
  });

  it('that changes nothing leaves the revision and the time of the last change, also beside a layout', async () => {
    const given = { tags: ['a'], description: 'kept', draft: graphOf('a') };
    const created = await create(randomUUID(), given);
    const { ownerId, id, name } = created;
    for (const changes of [{}, { name, isPublic: false, ...given }, { draft: graphOf('a') }]) {
      expect(await stores.definitions.update(ownerId, id, 1, changes)).toEqual({
        status: 'done',
        value: created,
      });
    }
    const nodes = graphOf('a').nodes.map((node) => ({ ...node, position: { x: 1, y: 2 } }));
    const moved = await stores.definitions.update(ownerId, id, 1, { draft: { ...graphOf('a'), nodes } });
    expect(moved).toMatchObject({ value: { revision: 2 } });
  });

  it('from a revision that is gone is a conflict that tells the present one', async () => {
    const { ownerId, id } = await create(randomUUID());
    await stores.definitions.update(ownerId, id, 1, { name: 'first' });
    expect(await stores.definitions.update(ownerId, id, 1, { name: 'second' })).toMatchObject({
      status: 'conflict',
      revision: 2,
    });
    expect(await stores.definitions.get(ownerId, id)).toMatchObject({ name: 'first', revision: 2 });
  });

  it('tells who comes late what the draft was and is, as long as that is kept', async () => {
    const { ownerId, id } = await create(randomUUID(), { draft: graphOf('a') });
    await stores.definitions.update(ownerId, id, 1, { draft: graphOf('b') });
    expect(await stores.definitions.update(ownerId, id, 1, {})).toEqual({
      status: 'conflict',
      revision: 2,
      base: graphOf('a'),
      current: graphOf('b'),
    });
    for (let revision = 2; revision <= 21; revision += 1) {
      await stores.definitions.update(ownerId, id, revision, { name: `n${revision}` });
    }
    expect(await stores.definitions.update(ownerId, id, 1, {})).toMatchObject({ base: null, revision: 22 });
    expect(await stores.definitions.update(ownerId, id, 2, {})).toMatchObject({ base: graphOf('b') });
    const kept = 'select count(*)::int as n from workflow_definition_draft where definition_id = $1';
    expect(await stores.sql(kept, id)).toEqual([{ n: 20 }]);
  });

  it.each([
    -1,
    0,
    1.5,
    2 ** 31,
    Number.NaN,
  ])('from the revision %d is a conflict, and no error', async (revision) => {
    const { ownerId, id } = await create(randomUUID());
    const refused = await stores.definitions.update(ownerId, id, revision, { name: 'x' });
    expect(refused).toMatchObject({ status: 'conflict', base: null, revision: 1 });
  });

  it('by many writers at once is done by exactly one of them', async () => {
    const { ownerId, id } = await create(randomUUID());
    const names = ['first', 'second', 'third'];
    const results = await whileRowIsHeld(id, names.length, () =>
      Promise.all(names.map((name) => stores.definitions.update(ownerId, id, 1, { name }))),
    );
    const done = results.flatMap((result) => (result.status === 'done' ? [result.value.name] : []));
    expect(done).toHaveLength(1);
    expect(results.filter(({ status }) => status === 'conflict')).toHaveLength(2);
    expect(await stores.definitions.get(ownerId, id)).toMatchObject({ name: done[0], revision: 2 });
  });
});

describe('publishing', () => {
  const publish = (ownerId: string, id: string, revision: number, hash: string, graph = graphOf()) =>
    stores.definitions.publish(ownerId, id, revision, { graph, hash, changelog: null });

  it('numbers versions from 1, and they keep their graph whatever the draft becomes', async () => {
    const { ownerId, id } = await create(randomUUID());
    await publish(ownerId, id, 1, 'one', graphOf('a'));
    await stores.definitions.update(ownerId, id, 1, { draft: graphOf('b') });
    expect(await publish(ownerId, id, 2, 'two', graphOf('b'))).toMatchObject({
      status: 'done',
      value: { definitionId: id, version: 2, hash: 'two', graph: graphOf('b') },
    });
    expect(await stores.definitions.get(ownerId, id)).toMatchObject({ publishedVersion: 2, revision: 2 });
    expect(await stores.definitions.version(ownerId, id, 1)).toMatchObject({ graph: graphOf('a') });
    const versions = await stores.definitions.versions(ownerId, [id]);
    expect(versions.map(({ version }) => version)).toEqual([2, 1]);
  });

  it('is listed without its graph, however many there are, which is read where it is asked for', async () => {
    const { ownerId, id } = await create(randomUUID());
    await publish(ownerId, id, 1, 'one', graphOf('a'));
    const [listed] = await stores.definitions.versions(ownerId, [id]);
    expect(listed).toMatchObject({ definitionId: id, version: 1, hash: 'one' });
    expect(listed).not.toHaveProperty('graph');
    expect(await stores.definitions.versionsAt([{ definitionId: id, version: 1 }])).toMatchObject([
      { graph: graphOf('a') },
    ]);
  });

  it('what is published already gives the same version back', async () => {
    const { ownerId, id } = await create(randomUUID());
    const first = await publish(ownerId, id, 1, 'one');
    expect(await publish(ownerId, id, 1, 'one')).toEqual(first);
    expect(await stores.definitions.versions(ownerId, [id])).toHaveLength(1);
  });

  it('an older graph again is a new version', async () => {
    const { ownerId, id } = await create(randomUUID());
    for (const hash of ['one', 'two', 'one']) await publish(ownerId, id, 1, hash);
    const hashes = (await stores.definitions.versions(ownerId, [id])).map(({ hash }) => hash);
    expect(hashes).toEqual(['one', 'two', 'one']);
  });

  it('by many at once makes one version', async () => {
    const { ownerId, id } = await create(randomUUID());
    const results = await whileRowIsHeld(id, 3, () =>
      Promise.all([1, 2, 3].map(() => publish(ownerId, id, 1, 'one'))),
    );
    expect(results.every((result) => result.status === 'done' && result.value.version === 1)).toBe(true);
    expect(await stores.definitions.versions(ownerId, [id])).toHaveLength(1);
  });

  it('a draft that was changed meanwhile is a conflict', async () => {
    const { ownerId, id } = await create(randomUUID());
    await stores.definitions.update(ownerId, id, 1, { name: 'changed' });
    expect(await publish(ownerId, id, 1, 'one')).toMatchObject({ status: 'conflict', revision: 2 });
    expect(await stores.definitions.versions(ownerId, [id])).toEqual([]);
  });

  it.each([0, -1, 1.5, Number.NaN, 2 ** 31, 2])('has no version %d', async (version) => {
    const { ownerId, id } = await create(randomUUID());
    await publish(ownerId, id, 1, 'one');
    expect(await stores.definitions.version(ownerId, id, version)).toBeNull();
  });
});

describe('deleting a definition', () => {
  it('takes its versions along, and leaves its executions, which keep its id', async () => {
    const { ownerId, id } = await create(randomUUID());
    await stores.definitions.publish(ownerId, id, 1, { graph: graphOf(), hash: 'h', changelog: null });
    const executionId = newId();
    await stores.sql(
      `insert into workflow_execution (id, owner_id, definition_id, workflow_type) values ($1, $2, $3, 'definition')`,
      executionId,
      ownerId,
      id,
    );
    expect(await stores.definitions.delete(ownerId, id)).toBe(true);
    expect(await stores.definitions.get(ownerId, id)).toBeNull();
    expect(await stores.definitions.delete(ownerId, id)).toBe(false);
    expect(await stores.executions.get(ownerId, executionId)).toMatchObject({ definitionId: id });
    expect(await stores.sql('select from workflow_definition_version where definition_id = $1', id)).toEqual(
      [],
    );
    const [left] = await stores.sql('select * from workflow_definition where id = $1', id);
    expect(left).toMatchObject({
      draft: {},
      description: null,
      is_public: false,
      deleted_at: expect.any(Date),
    });
    const change = await stores.definitions.update(ownerId, id, 1, { name: 'back' });
    expect(change).toEqual({ status: 'absent' });
    expect(await stores.definitions.archive(ownerId, id, true)).toBeNull();
    expect((await list(ownerId)).items).toEqual([]);
  });

  it('leaves nothing of one that never ran', async () => {
    const { ownerId, id } = await create(randomUUID());
    await stores.definitions.update(ownerId, id, 1, { name: 'changed' });
    expect(await stores.definitions.delete(ownerId, id)).toBe(true);
    expect(await stores.sql('select from workflow_definition where id = $1', id)).toEqual([]);
    expect(await stores.sql('select from workflow_definition_draft where definition_id = $1', id)).toEqual(
      [],
    );
  });
});

const list = (ownerId: string, filter: Partial<DefinitionFilter> = {}) =>
  stores.definitions.list(ownerId, { ...any, ...filter }, { first: 50, after: null });

describe('listing definitions', () => {
  const namesOf = async (ownerId: string, filter: Partial<DefinitionFilter>) =>
    (await list(ownerId, filter)).items.map(({ name }) => name);

  it('gives the newest first, without gaps or repeats while others are created', async () => {
    const ownerId = randomUUID();
    const before: string[] = [];
    for (let index = 0; index < 23; index += 1) before.unshift((await create(ownerId)).id);
    const seen = await walk(
      (after) => stores.definitions.list(ownerId, any, { first: 5, after }),
      () => create(ownerId),
    );
    expect(seen).toEqual(before);
  });

  it('ends exactly where the last page is full', async () => {
    const ownerId = randomUUID();
    for (let index = 0; index < 4; index += 1) await create(ownerId);
    const first = await stores.definitions.list(ownerId, any, { first: 2, after: null });
    const after = first.items.at(-1)?.id ?? null;
    expect(first.hasNextPage).toBe(true);
    expect(await stores.definitions.list(ownerId, any, { first: 2, after })).toMatchObject({
      hasNextPage: false,
      items: [{}, {}],
    });
  });

  it('goes on after an item that is gone', async () => {
    const ownerId = randomUUID();
    const first = await create(ownerId);
    const second = await create(ownerId);
    await stores.definitions.delete(ownerId, second.id);
    const { items } = await stores.definitions.list(ownerId, any, { first: 5, after: second.id });
    expect(items.map(({ id }) => id)).toEqual([first.id]);
  });

  it('finds a part of the name in any case, and takes no character for a wildcard', async () => {
    const ownerId = randomUUID();
    for (const name of ['Support DE', '100% sure', 'under_score', 'back\\slash'])
      await create(ownerId, { name });
    expect(await namesOf(ownerId, { name: 'sUPPort' })).toEqual(['Support DE']);
    expect(await namesOf(ownerId, { name: '%' })).toEqual(['100% sure']);
    expect(await namesOf(ownerId, { name: '_' })).toEqual(['under_score']);
    expect(await namesOf(ownerId, { name: '\\' })).toEqual(['back\\slash']);
    expect(await namesOf(ownerId, { name: "'" })).toEqual([]);
  });

  it('finds a part of the name or of the description', async () => {
    const ownerId = randomUUID();
    await create(ownerId, { name: 'Refunds', description: 'Answers customers' });
    await create(ownerId, { name: 'Customer chat' });
    await create(ownerId, { name: 'Other', description: null });
    expect(await namesOf(ownerId, { text: 'customer' })).toEqual(['Customer chat', 'Refunds']);
    expect(await namesOf(ownerId, { text: 'customer', name: 'refund' })).toEqual(['Refunds']);
  });

  it('tells one’s own from what others have published for everybody', async () => {
    const [ownerId, other] = [randomUUID(), randomUUID()];
    const tags = [randomUUID()];
    const published = { graph: graphOf(), hash: 'h', changelog: null };
    await create(ownerId, { name: 'mine', tags });
    await create(other, { name: 'private', tags });
    await create(other, { name: 'unpublished', tags, isPublic: true });
    const { id } = await create(other, { name: 'public', tags, isPublic: true });
    await stores.definitions.publish(other, id, 1, published);
    const filter = { tag: tags[0] ?? '' };
    expect(await namesOf(ownerId, filter)).toEqual(['mine']);
    expect(await namesOf(ownerId, { ...filter, from: 'public' })).toEqual(['public']);
    expect(await namesOf(ownerId, { ...filter, from: 'any' })).toEqual(['public', 'mine']);
    expect(await namesOf(other, { ...filter, from: 'any' })).toEqual(['public', 'unpublished', 'private']);
    expect(await namesOf(ownerId, { ...filter, from: { publicOf: other } })).toEqual(['public']);
    expect(await namesOf(other, { ...filter, from: { publicOf: ownerId } })).toEqual([]);
    expect(await namesOf(ownerId, { ...filter, from: { publicOf: 'nobody' } })).toEqual([]);
  });

  it('leaves out what is archived, unless it is asked for', async () => {
    const ownerId = randomUUID();
    const { id } = await create(ownerId, { name: 'old' });
    await create(ownerId, { name: 'new' });
    const archived = await stores.definitions.archive(ownerId, id, true);
    expect(archived).toMatchObject({ archivedAt: expect.any(Number), revision: 1 });
    expect(await stores.definitions.archive(ownerId, id, true)).toEqual(archived);
    expect(await stores.definitions.archive(randomUUID(), id, false)).toBeNull();
    expect(await namesOf(ownerId, {})).toEqual(['new']);
    expect(await namesOf(ownerId, { archived: true })).toEqual(['old']);
    expect(await stores.definitions.archive(ownerId, id, false)).toMatchObject({ archivedAt: null });
    expect(await namesOf(ownerId, {})).toEqual(['new', 'old']);
  });

  it('finds a tag, whole', async () => {
    const ownerId = randomUUID();
    await create(ownerId, { name: 'a', tags: ['red', 'blue'] });
    await create(ownerId, { name: 'b', tags: ['reddish'] });
    expect(await namesOf(ownerId, { tag: 'red' })).toEqual(['a']);
    expect(await namesOf(ownerId, { tag: '"' })).toEqual([]);
  });

  it.each(malformedIds)('after %j is empty, and no error', async (after) => {
    const ownerId = randomUUID();
    await create(ownerId);
    expect(await stores.definitions.list(ownerId, any, { first: 5, after })).toEqual({
      items: [],
      hasNextPage: false,
    });
  });
});
