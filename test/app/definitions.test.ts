import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { CreateDefinitionInput, Viewer } from '../../src/app/index.ts';
import {
  type AppUnderTest,
  anyDefinition,
  brokenDocument,
  modelDocument,
  newViewer,
  openAppUnderTest,
  refusal,
} from './app-under-test.ts';

let under: AppUnderTest;
let viewer: Viewer;

beforeAll(async () => {
  under = await openAppUnderTest();
});
afterAll(() => under.close());
beforeEach(() => {
  viewer = newViewer();
});

const given: CreateDefinitionInput = {
  name: 'Support',
  description: null,
  tags: [],
  isPublic: false,
  graph: modelDocument(),
};
const create = (more: Partial<CreateDefinitionInput> = {}) =>
  under.app.createDefinition(viewer, { ...given, ...more });
const publish = (id: string, expectedVersion: number | null = null) =>
  under.app.publishDefinition(viewer, { id, expectedVersion });

describe('a definition', () => {
  it('is saved with its defaults filled in, as a draft that is not published', async () => {
    const definition = await create();
    expect(definition).toMatchObject({ revision: 1, publishedVersion: null, ownerId: viewer.ownerId });
    expect(definition.draft).toMatchObject({ formatVersion: 1, nodes: [{ enabled: true }, { join: 'all' }] });
    expect(await under.app.getDefinition(viewer, definition.id)).toEqual(definition);
  });

  it('P9: is neither created nor changed with a graph that is not valid', async () => {
    const invalid = refusal('workflow/invalid', {
      details: { issues: expect.arrayContaining([expect.objectContaining({ severity: 'error' })]) },
    });
    await expect(create({ graph: brokenDocument })).rejects.toMatchObject(invalid);
    const { id } = await create();
    const changes = { graph: brokenDocument };
    await expect(
      under.app.updateDefinition(viewer, { id, expectedVersion: 1, changes }),
    ).rejects.toMatchObject(invalid);
    expect(await under.app.getDefinition(viewer, id)).toMatchObject({ revision: 1 });
  });

  it.each<[string, Partial<CreateDefinitionInput>]>([
    ['no name', { name: '' }],
    ['a blank name', { name: '  ' }],
    ['a name that is too long', { name: 'x'.repeat(256) }],
    ['a name that cannot be stored', { name: 'a\0b' }],
    ['an empty tag', { tags: [''] }],
    ['too many tags', { tags: Array.from({ length: 21 }, String) }],
  ])('is refused with %s', async (_, more) => {
    await expect(create(more)).rejects.toMatchObject(refusal('input/invalid'));
  });

  it('is changed only from the revision it has', async () => {
    const { id } = await create();
    const change = (expectedVersion: number, name: string) =>
      under.app.updateDefinition(viewer, { id, expectedVersion, changes: { name } });
    expect(await change(1, 'Second')).toMatchObject({ name: 'Second', revision: 2 });
    await expect(change(1, 'Third')).rejects.toMatchObject(
      refusal('definition/conflict', { details: { revision: 2, changes: [] } }),
    );
    expect(await under.app.getDefinition(viewer, id)).toMatchObject({ name: 'Second' });
  });

  it('of somebody else can be neither changed, published nor deleted', async () => {
    const { id } = await create({ isPublic: true });
    const stranger = newViewer('admin');
    const absent = refusal('definition/not-found', { message: expect.stringContaining('can be copied') });
    const { app } = under;
    await expect(
      app.updateDefinition(stranger, { id, expectedVersion: 1, changes: { name: 'x' } }),
    ).rejects.toMatchObject(absent);
    await expect(app.publishDefinition(stranger, { id, expectedVersion: null })).rejects.toMatchObject(
      absent,
    );
    await expect(app.deleteDefinition(stranger, id)).rejects.toMatchObject(absent);
    await app.deleteDefinition(viewer, id);
    expect(await app.getDefinition(viewer, id)).toBeNull();
    await expect(app.deleteDefinition(viewer, id)).rejects.toMatchObject(absent);
  });

  it('that is public shows others what is published, and never the draft', async () => {
    const { id } = await create({ isPublic: true, graph: modelDocument('published') });
    const other = newViewer();
    expect(await under.app.getDefinition(other, id)).toBeNull();
    await publish(id);
    const changes = { graph: modelDocument('secret draft') };
    await under.app.updateDefinition(viewer, { id, expectedVersion: 1, changes });
    const seen = await under.app.getDefinition(other, id);
    expect(seen).toMatchObject({ id, draft: { nodes: [{}, { config: { prompt: 'published' } }] } });
    expect(JSON.stringify(seen)).not.toContain('secret draft');
    const places = [{ definitionId: id, version: 1 }];
    expect(await under.app.getVersions(other, places)).toMatchObject(places);
  });
});

describe('a definition that a migration has brought over from the former system', () => {
  const legacy = {
    formatVersion: 0,
    nodes: [
      { id: 's', type: 'start', data: { label: 'S', nodeType: 'start', config: {} } },
      { id: 'm', type: 'llm', data: { label: 'M', config: { system_message: 'Be kind' } } },
    ],
    edges: [
      { id: 'e1', source: 's', target: 'm' },
      { id: 'e2', source: 'm', target: 'END' },
    ],
    metadata: {},
  };

  async function broughtOver(draft: object): Promise<string> {
    const { id } = await create();
    await under.stores.sql('update workflow_definition set draft = $2 where id = $1', id, draft);
    return id;
  }

  it('is read as an import would convert it, and can be published, copied, compared and exported', async () => {
    const id = await broughtOver(legacy);
    const nodes = [{ id: 's', type: 'start' }, { id: 'm', type: 'model' }, { type: 'end' }];
    expect(await under.app.getDefinition(viewer, id)).toMatchObject({ revision: 1, draft: { nodes } });
    expect(await publish(id)).toMatchObject({ version: 1, graph: { nodes } });
    expect(await under.app.duplicateDefinition(viewer, { id, name: null })).toMatchObject({
      draft: { nodes },
    });
    const compared = await under.app.diffVersions(viewer, { definitionId: id, from: 1, to: null });
    expect(compared).toEqual({ isSame: true, isBreaking: false, changes: [] });
    expect(await under.app.exportWorkflow(viewer, { definitionId: id, version: null })).toMatchObject({
      workflow: { graph: { nodes } },
    });
  });

  it('tells a writer who comes late what has changed, as of any other', async () => {
    const id = await broughtOver(legacy);
    const changes = { graph: modelDocument() };
    await under.app.updateDefinition(viewer, { id, expectedVersion: 1, changes });
    const late = under.app.updateDefinition(viewer, { id, expectedVersion: 1, changes });
    const gone = expect.objectContaining({ subject: 'node', id: 's', change: 'removed' });
    await expect(late).rejects.toMatchObject(
      refusal('definition/conflict', { details: { revision: 2, changes: expect.arrayContaining([gone]) } }),
    );
  });

  it('P9: is not published where something in it could not be converted', async () => {
    const [start] = legacy.nodes;
    const id = await broughtOver({ ...legacy, nodes: [start, { id: 'm', type: 'my_own', data: {} }] });
    await expect(publish(id)).rejects.toMatchObject(refusal('workflow/invalid'));
  });
});

describe('publishing', () => {
  it('gives the same version again for a graph that runs the same, however it is drawn', async () => {
    const { id } = await create();
    const first = await publish(id);
    expect(first).toMatchObject({
      version: 1,
      definitionId: id,
      hash: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    const { nodes, edges } = modelDocument();
    const moved = { nodes: nodes.map((node) => ({ ...node, position: { x: 1, y: 2 }, label: 'x' })), edges };
    await under.app.updateDefinition(viewer, { id, expectedVersion: 1, changes: { graph: moved } });
    expect(await publish(id)).toEqual(first);
    const changes = { graph: modelDocument('other') };
    await under.app.updateDefinition(viewer, { id, expectedVersion: 2, changes });
    expect(await publish(id, 3)).toMatchObject({ version: 2 });
    expect(await under.app.listVersionsOfMany(viewer, [id])).toMatchObject([
      [{ version: 2 }, { version: 1 }],
    ]);
  });

  it('from a revision that is gone is a conflict', async () => {
    const { id } = await create();
    await expect(publish(id, 7)).rejects.toMatchObject(refusal('definition/conflict'));
  });
});

describe('a list of definitions', () => {
  it('is one’s own, filtered and paged', async () => {
    for (const name of ['Alpha', 'Beta', 'Alphabet']) await create({ name, tags: ['t'] });
    const list = (name: string | null, first: number, after: string | null) =>
      under.app.listDefinitions(viewer, {
        filter: { ...anyDefinition, name, tag: 't' },
        page: { first, after },
      });
    const page = await list('alpha', 1, null);
    expect(page).toMatchObject({ hasNextPage: true, edges: [{ node: { name: 'Alphabet' } }] });
    expect(await list('alpha', 1, page.edges[0]?.cursor ?? null)).toMatchObject({
      hasNextPage: false,
      edges: [{ node: { name: 'Alpha' } }],
    });
    await expect(list('\0', 1, null)).rejects.toMatchObject(refusal('input/invalid'));
  });
});
