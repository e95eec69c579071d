import { randomUUID } from 'node:crypto';
import { v7 as newId } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { NewTemplate } from '../../../src/runtime/ports/template-store.ts';
import { rowsRead } from '../../support/rows-read.ts';
import { malformedIds, openStoresUnderTest, type StoresUnderTest, walk } from './stores-under-test.ts';

let stores: StoresUnderTest;

beforeAll(async () => {
  stores = await openStoresUnderTest();
});
afterAll(() => stores.close());

const any = { name: null, text: null, tag: null, category: null, from: null };

const newTemplate = (ownerId: string, more: Partial<NewTemplate> = {}): NewTemplate => ({
  id: newId(),
  ownerId,
  name: 'Poem',
  description: 'Writes a poem',
  category: 'creative',
  tags: [],
  graph: { nodes: [{ id: 'start', type: 'start', label: '{{ params.topic }}' }] },
  parameters: { type: 'object', properties: { topic: { type: 'string' } } },
  requirements: { tools: [], models: [], documents: [] },
  isPublic: false,
  baseTemplateId: null,
  ...more,
});

const create = (ownerId: string, more: Partial<NewTemplate> = {}) =>
  stores.templates.create(newTemplate(ownerId, more));

const builtIn = async () => {
  const { id } = await create(randomUUID());
  await stores.sql('update workflow_template set is_builtin = true where id = $1', id);
  return id;
};

describe('a change of a template', () => {
  it('that changes nothing leaves its version, and anything else moves it', async () => {
    const { id, ownerId, ...given } = newTemplate(randomUUID(), { tags: ['short'] });
    const created = await stores.templates.create({ id, ownerId, ...given });
    const { baseTemplateId: _, ...same } = given;
    for (const changes of [{}, same]) {
      expect(await stores.templates.update(ownerId, id, 1, changes)).toEqual({
        status: 'done',
        template: created,
      });
    }
    expect(await stores.templates.update(ownerId, id, 1, { ...same, tags: [] })).toMatchObject({
      template: { version: 2, tags: [] },
    });
  });
});

describe('a template', () => {
  it('is read as it was created', async () => {
    const base = await create(randomUUID(), { isPublic: true });
    const given = newTemplate(randomUUID(), { tags: ['short'], baseTemplateId: base.id });
    const created = await stores.templates.create(given);
    expect(created).toMatchObject({ ...given, version: 1, builtIn: false });
    expect(await stores.templates.get(given.ownerId, given.id)).toEqual(created);
  });

  it('is visible to its owner, to all if it is public or built in, and to nobody else', async () => {
    const stranger = randomUUID();
    const hidden = await create(randomUUID());
    const open = await create(randomUUID(), { isPublic: true });
    expect(await stores.templates.get(stranger, hidden.id)).toBeNull();
    expect(await stores.templates.get(stranger, open.id)).toEqual(open);
    expect(await stores.templates.get(stranger, await builtIn())).toMatchObject({ builtIn: true });
  });

  it.each(malformedIds)('with the id %j is absent, and no error', async (id) => {
    expect(await stores.templates.get(randomUUID(), id)).toBeNull();
  });

  it('of the former system has no graph, and what it was made of', async () => {
    const id = randomUUID();
    const ownerId = randomUUID();
    await stores.sql(
      `insert into workflow_template (id, owner_id, name, description, default_params, required_tools, config_hash)
       values ($1, $2, 'Old', 'From before', '{"temperature": 0.2}', '["search"]', 'x')`,
      id,
      ownerId,
    );
    expect(await stores.templates.get(ownerId, id)).toMatchObject({
      graph: null,
      category: 'custom',
      tags: [],
      legacy: { defaultParams: { temperature: 0.2 }, requiredTools: ['search'], requiredRetrievers: [] },
    });
  });
});

describe('listing templates', () => {
  const idsOf = async (ownerId: string, filter: Partial<Record<keyof typeof any, string>>) => {
    // Test filters are written by hand: `from` is one of its values.
    const full = { ...any, ...filter } as Parameters<typeof stores.templates.list>[1];
    return walk((after) => stores.templates.list(ownerId, full, { first: 10, after }));
  };

  it('gives each what get would give him, each once, while others are created', async () => {
    const ownerId = randomUUID();
    const own: string[] = [];
    for (let index = 0; index < 7; index += 1) own.push((await create(ownerId)).id);
    const open = (await create(randomUUID(), { isPublic: true })).id;
    const ownOpen = (await create(ownerId, { isPublic: true })).id;
    const shipped = await builtIn();
    const hidden = (await create(randomUUID())).id;
    const seen = await walk(
      (after) => stores.templates.list(ownerId, any, { first: 3, after }),
      () => create(ownerId),
    );
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen).toEqual([...seen].sort().reverse());
    expect(seen).toEqual(expect.arrayContaining([...own, open, ownOpen, shipped]));
    expect(seen).not.toContain(hidden);
  });

  it('tells own, public and built-in ones apart', async () => {
    const ownerId = randomUUID();
    const own = (await create(ownerId)).id;
    const open = (await create(randomUUID(), { isPublic: true })).id;
    const shipped = await builtIn();
    expect(await idsOf(ownerId, { from: 'own' })).toEqual([own]);
    expect(await idsOf(ownerId, { from: 'public' })).toContain(open);
    expect(await idsOf(ownerId, { from: 'public' })).not.toContain(own);
    expect(await idsOf(ownerId, { from: 'builtIn' })).toContain(shipped);
    expect(await idsOf(ownerId, { from: 'builtIn' })).not.toContain(open);
  });

  it('filters by name, tag and category', async () => {
    const ownerId = randomUUID();
    const a = (await create(ownerId, { name: 'Alpha', tags: ['x'], category: 'research' })).id;
    const b = (await create(ownerId, { name: 'Beta', tags: ['y'], category: 'research' })).id;
    expect(await idsOf(ownerId, { from: 'own', name: 'alp' })).toEqual([a]);
    expect(await idsOf(ownerId, { from: 'own', tag: 'y' })).toEqual([b]);
    expect(await idsOf(ownerId, { from: 'own', category: 'research' })).toEqual([b, a]);
    expect(await idsOf(ownerId, { from: 'own', category: 'business' })).toEqual([]);
  });
});

describe('a list of templates', () => {
  it.each([
    { visible: '(owner_id = ? or is_public = ? or is_builtin = ?)', values: [true, true] },
    { visible: 'owner_id <> ? and is_public = ? and is_builtin = ?', values: [true, false] },
    { visible: 'owner_id <> ? and is_builtin = ?', values: [true] },
  ])('reads no private templates of others: $visible', async ({ visible, values }) => {
    await stores.sql(
      `insert into workflow_template (id, owner_id, name, description, config_hash)
       select gen_random_uuid(), gen_random_uuid(), 'Private', 'Of somebody else', '' from generate_series(1, 5000)`,
    );
    await stores.sql('analyze workflow_template');
    const text = `select * from workflow_template where deleted_at is null and ${visible} order by id desc limit 21`;
    expect(await rowsRead(stores.pool, { text, values: [randomUUID(), ...values] })).toBeLessThan(100);
  });
});

describe('seeding', () => {
  const shipped = (version: number, more: Partial<NewTemplate> = {}) => {
    const { ownerId: _, isPublic: __, baseTemplateId: ___, ...template } = newTemplate('', more);
    return { ...template, version };
  };

  it('adds what is shipped, upgrades what is older, and leaves what is as new or newer', async () => {
    const id = newId();
    const other = newId();
    const stranger = randomUUID();
    const read = () => stores.templates.get(stranger, id);
    await stores.templates.seed([shipped(1, { id, name: 'First' }), shipped(1, { id: other })]);
    const first = await read();
    expect(first).toMatchObject({ name: 'First', version: 1, builtIn: true, isPublic: true });
    await stores.templates.rate(stranger, id, 4);
    await stores.templates.seed([shipped(1, { id, name: 'Same version' })]);
    expect(await read()).toEqual({ ...first, ratingCount: 1, ratingSum: 4 });
    await stores.templates.seed([shipped(3, { id, name: 'Third', tags: ['new'] })]);
    const third = await read();
    expect(third).toMatchObject({
      name: 'Third',
      tags: ['new'],
      version: 3,
      createdAt: first?.createdAt,
      ratingCount: 1,
    });
    await stores.templates.seed([shipped(2, { id, name: 'Second' })]);
    expect(await read()).toEqual(third);
    expect(await stores.templates.get(stranger, other)).toMatchObject({ version: 1 });
  });
});
