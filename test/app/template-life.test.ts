import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type {
  CreateTemplateInput,
  ExecutionTarget,
  UpdateTemplateInput,
  Viewer,
} from '../../src/app/index.ts';
import type { Json, JsonObject } from '../../src/kernel/index.ts';
import type { StoredTemplate } from '../../src/runtime/ports/template-store.ts';
import { nothingAsked } from '../support/nothing-asked.ts';
import { type AppUnderTest, modelDocument, newViewer, openAppUnderTest, refusal } from './app-under-test.ts';

let under: AppUnderTest;
let viewer: Viewer;

beforeAll(async () => {
  under = await openAppUnderTest();
});
afterAll(() => under.close());
beforeEach(() => {
  viewer = newViewer();
});

const graph = modelDocument('About {{ params.topic }}');
const parameters: JsonObject = {
  type: 'object',
  properties: { topic: { type: 'string', description: 'What it is about', examples: ['cats'] } },
  required: ['topic'],
};

function create(more: Partial<CreateTemplateInput> = {}): Promise<StoredTemplate> {
  return under.app.createTemplate(viewer, {
    name: 'Poem',
    description: 'Writes a poem',
    category: 'creative',
    tags: ['short'],
    isPublic: false,
    graph,
    parameters,
    baseTemplateId: null,
    ...more,
  });
}

function update(template: StoredTemplate, changes: UpdateTemplateInput['changes'], as = viewer) {
  return under.app.updateTemplate(as, { id: template.id, expectedVersion: template.version, changes });
}

const unseen = refusal('template/not-found');

describe('updating a template', () => {
  it('changes what is given, leaves the rest, and moves the version', async () => {
    const before = await create();
    const changes = {
      name: 'Ode',
      tags: [],
      requirements: { tools: ['rhyme'], models: ['acme/large'], documents: [] },
    };
    const after = await update(before, changes);
    const moved = { version: 2, legacy: expect.anything(), updatedAt: expect.any(Number) };
    expect(after).toEqual({ ...before, ...changes, ...moved });
    expect(await under.app.getTemplate(viewer, before.id)).toEqual(after);
  });

  it('checks a new graph with the parameters that are there, and the other way round', async () => {
    const before = await create();
    await expect(update(before, { parameters: {} })).rejects.toMatchObject(refusal('workflow/invalid'));
    await expect(update(before, { graph: modelDocument('{{ params.mood }}') })).rejects.toMatchObject(
      refusal('workflow/invalid'),
    );
    const mood = { properties: { mood: { type: 'string', default: 'gay' } } };
    const after = await update(before, { graph: modelDocument('{{ params.mood }}'), parameters: mood });
    expect(after).toMatchObject({ parameters: mood, version: 2 });
  });

  it('lets one of twenty who change it at once win, and tells the others', async () => {
    const before = await create();
    const results = await Promise.allSettled(
      Array.from({ length: 20 }, (_, index) => update(before, { name: `Poem ${index}` })),
    );
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const refused = results.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []));
    expect(refused).toHaveLength(19);
    for (const one of refused) {
      expect(one).toMatchObject(refusal('template/conflict', { details: { revision: 2 } }));
    }
  });

  it.each<[string, UpdateTemplateInput['changes']]>([
    ['an empty name', { name: '' }],
    ['a name of 300 characters', { name: 'n'.repeat(300) }],
    ['an unknown category', { category: 'poetry' }],
    ['a model without a provider', { requirements: { tools: [], models: ['large'], documents: [] } }],
  ])('refuses %s, and changes nothing', async (_, changes) => {
    const before = await create();
    await expect(update(before, changes)).rejects.toMatchObject(refusal('input/invalid'));
    expect(await under.app.getTemplate(viewer, before.id)).toEqual(before);
  });

  it("does not find somebody else's, shared or not", async () => {
    const shared = await create({ isPublic: true });
    await expect(update(shared, { name: 'Mine' }, newViewer())).rejects.toMatchObject(unseen);
  });
});

describe('copying a template', () => {
  it('gives the copy a name that fits, cut between two characters', async () => {
    const { id } = await create({ name: `é${'💬'.repeat(127)}` });
    const copy = await under.app.duplicateTemplate(viewer, { templateId: id, name: null });
    expect(copy.name).toBe(`é${'💬'.repeat(123)} (copy)`);
  });
});

describe('deleting a template', () => {
  it('takes it out of sight, and keeps what was made and executed of it', async () => {
    const template = await create();
    const copy = await under.app.duplicateTemplate(viewer, { templateId: template.id, name: null });
    const target = { kind: 'template', id: template.id } as const;
    const { execution } = await under.app.executeWorkflow(viewer, {
      ...nothingAsked,
      target,
      parameters: { topic: 'a' },
    });
    await under.app.deleteTemplate(viewer, template.id);
    expect(await under.app.getTemplate(viewer, template.id)).toBeNull();
    await expect(under.app.deleteTemplate(viewer, template.id)).rejects.toMatchObject(unseen);
    await expect(
      under.app.executeWorkflow(viewer, { ...nothingAsked, target, parameters: {} }),
    ).rejects.toMatchObject(unseen);
    await expect(update(template, { name: 'Back' })).rejects.toMatchObject(unseen);
    expect(await under.app.getExecution(viewer, execution.id)).toMatchObject({ templateId: template.id });
    expect(await under.app.getTemplate(viewer, copy.id)).toMatchObject({ baseTemplateId: template.id });
  });

  it("does not find somebody else's", async () => {
    const { id } = await create({ isPublic: true });
    const copy = refusal('template/not-found', { message: expect.stringContaining('can be copied') });
    await expect(under.app.deleteTemplate(newViewer(), id)).rejects.toMatchObject(copy);
    expect(await under.app.getTemplate(viewer, id)).not.toBeNull();
  });
});

describe('what a template requires', () => {
  const requirements = { tools: ['search'], models: ['acme/large'], documents: ['handbook'] };
  const codes = ['requirement/document-missing', 'requirement/model-missing', 'requirement/tool-missing'];
  const missing = (severity: string) =>
    expect.arrayContaining(
      codes.map((code) => expect.objectContaining({ code, severity, layer: 'capability' })),
    );

  it('is not there: it is kept, and not executed', async () => {
    const { id } = await create({ requirements });
    const before = under.engine.requests.length;
    const run = (target: ExecutionTarget) =>
      under.app.executeWorkflow(viewer, { ...nothingAsked, target, parameters: { topic: 'a' } });
    const refused = refusal('workflow/invalid', { details: { issues: missing('error') } });
    await expect(run({ kind: 'template', id })).rejects.toMatchObject(refused);
    const template = { graph, parameters, requirements };
    await expect(run({ kind: 'ad-hoc-template', template })).rejects.toMatchObject(refused);
    expect(under.engine.requests).toHaveLength(before);
  });

  it('is there: it is executed', async () => {
    const { id } = await create({ requirements: { tools: [], models: ['offline/echo'], documents: [] } });
    const target = { kind: 'template', id } as const;
    await under.app.executeWorkflow(viewer, { ...nothingAsked, target, parameters: { topic: 'a' } });
    expect(under.engine.requests.at(-1)).toMatchObject({ templateId: id });
  });

  it('may still be provided: to validate a template only warns of it', async () => {
    const result = await under.app.validateTemplate(viewer, { graph, parameters, requirements });
    expect(result.hasErrors).toBe(false);
    expect(result.issues).toEqual(missing('warning'));
    expect((await under.app.validateTemplate(viewer, { graph, parameters })).issues).toEqual([]);
  });
});

describe('a template from a definition', () => {
  it('has the graph of the version or of the draft', async () => {
    const described = { name: 'D', description: null, tags: [], isPublic: false };
    const { id } = await under.app.createDefinition(viewer, {
      ...described,
      graph: modelDocument('published'),
    });
    await under.app.publishDefinition(viewer, { id, expectedVersion: null });
    await under.app.updateDefinition(viewer, {
      id,
      expectedVersion: 1,
      changes: { graph: modelDocument('draft') },
    });
    const from = async (definition: NonNullable<CreateTemplateInput['definition']>) =>
      JSON.stringify((await create({ graph: null, parameters: null, definition })).graph);
    expect(await from({ id, version: null, draft: false })).toContain('published');
    expect(await from({ id, version: null, draft: true })).toContain('draft');
    const both = create({ definition: { id, version: null, draft: true } });
    await expect(both).rejects.toMatchObject(refusal('input/invalid'));
    viewer = newViewer();
    await expect(from({ id, version: null, draft: false })).rejects.toMatchObject(
      refusal('definition/not-found'),
    );
  });
});

describe('rating a template', () => {
  it('counts one rating an owner, the last', async () => {
    const { id } = await create({ isPublic: true });
    const [first, second] = [newViewer(), newViewer()];
    const rate = (as: Viewer, rating: number) => under.app.rateTemplate(as, { templateId: id, rating });
    await rate(first, 1);
    await rate(second, 4);
    expect(await rate(first, 5)).toMatchObject({ ratingCount: 2, ratingSum: 9, version: 1 });
    await Promise.all(Array.from({ length: 10 }, (_, index) => rate(newViewer(), 1 + (index % 5))));
    expect(await under.app.getTemplate(viewer, id)).toMatchObject({ ratingCount: 12, ratingSum: 39 });
  });

  it.each([0, 6, -1, 2.5, Number.NaN])('refuses a rating of %d', async (rating) => {
    const { id } = await create();
    await expect(under.app.rateTemplate(viewer, { templateId: id, rating })).rejects.toMatchObject(
      refusal('input/invalid'),
    );
    expect(await under.app.getTemplate(viewer, id)).toMatchObject({ ratingCount: 0 });
  });

  it("does not find somebody's private one", async () => {
    const { id } = await create();
    await expect(under.app.rateTemplate(newViewer(), { templateId: id, rating: 5 })).rejects.toMatchObject(
      unseen,
    );
  });
});

describe('an exported template', () => {
  const load = (file: Json, more: { overrideName?: string; merge?: boolean } = {}, as = viewer) =>
    under.app.importTemplate(as, { file, overrideName: null, merge: false, ...more });

  async function exported(more: Partial<CreateTemplateInput> = {}): Promise<JsonObject> {
    const file = await under.app.exportTemplate(viewer, (await create(more)).id);
    if (file === null) throw new Error('there is no such template');
    return file;
  }

  it('comes back as it was, private, to whoever imports it, and leaves again as the same file', async () => {
    const requirements = { tools: ['rhyme'], models: ['acme/large'], documents: ['d1'] };
    const file = await exported({ isPublic: true, requirements });
    const stranger = newViewer();
    const { template, merged, report } = await load(JSON.stringify(file), {}, stranger);
    expect(template).toMatchObject({
      name: 'Poem',
      category: 'creative',
      tags: ['short'],
      graph,
      parameters,
      requirements,
    });
    expect(template).toMatchObject({ isPublic: false, version: 1, ownerId: stranger.ownerId });
    expect({ merged, report }).toEqual({ merged: false, report: [] });
    expect(await under.app.exportTemplate(stranger, template.id)).toEqual(file);
    expect(JSON.stringify(file)).not.toContain(viewer.ownerId);
  });

  it('takes the place of the own one of its name where it is to be merged, and leaves that shared', async () => {
    const file = await exported();
    const own = await create({ name: 'Verse', description: 'Older', isPublic: true });
    const { template, merged } = await load(file, { overrideName: 'Verse', merge: true });
    expect(merged).toBe(true);
    expect(template).toMatchObject({ id: own.id, version: 2, description: 'Writes a poem', isPublic: true });
    const other = await load(file, { overrideName: 'New', merge: true });
    expect(other).toMatchObject({ merged: false, template: { name: 'New', version: 1 } });
  });

  it('of the former system is converted, with a report of what was changed', async () => {
    const { template, report } = await load({
      template: {
        name: 'Old friend',
        description: 'Talks',
        category: 'GENERAL',
        default_params: { temperature: 0.2, system_message: 'Be kind', odd: 1 },
        is_public: true,
        version: 3,
      },
      export_format: 'json',
    });
    expect(template).toMatchObject({ name: 'Old friend', category: 'general', isPublic: false });
    expect(under.app.instantiateTemplate(template, {})).toMatchObject({
      nodes: [{ id: 'start' }, { id: 'answer', config: { temperature: 0.2 } }, { id: 'end' }],
    });
    expect(report.map(({ path }) => path)).toEqual(
      expect.arrayContaining(['default_params.odd', 'is_public']),
    );
  });

  it.each<[string, (file: JsonObject) => Json, string]>([
    ['is no file of a template', () => ({ nodes: [] }), 'document/invalid-value'],
    ['is cut off', (file) => JSON.stringify(file).slice(0, -20), 'document/not-json'],
    ['is of a future format', (file) => ({ ...file, formatVersion: 2 }), 'document/format-too-new'],
    ['has a format that is no number', (file) => ({ ...file, formatVersion: '1' }), 'document/invalid-value'],
    ['has a forged hash', (file) => ({ ...file, contentHash: 'a'.repeat(64) }), 'document/hash-mismatch'],
    ['has lost its template', ({ template: _, ...file }) => file, 'document/missing-key'],
    ['brings an id of its own', (file) => ({ ...file, id: 'x' }), 'document/unknown-key'],
    ['is a number', () => 7, 'document/invalid-value'],
  ])('is refused where it %s', async (_, broken, code) => {
    await expect(load(broken(await exported()))).rejects.toMatchObject(
      refusal('workflow/invalid', { details: { issues: [{ code }] } }),
    );
  });

  it('is refused where the graph in it is not valid, and nothing of it is saved', async () => {
    const file = await exported();
    const named = await under.app.listTemplates(viewer, { filter: anyTemplate, page });
    const template = { ...(file.template as JsonObject), category: 'poetry' };
    await expect(load({ ...file, template })).rejects.toMatchObject(refusal('input/invalid'));
    await expect(load({ ...file, template }, { overrideName: 'x'.repeat(300) })).rejects.toMatchObject(
      refusal('input/invalid'),
    );
    expect(await under.app.listTemplates(viewer, { filter: anyTemplate, page })).toEqual(named);
  });
});

const anyTemplate = { name: null, text: null, tag: null, category: null, from: 'own' } as const;
const page = { first: null, after: null };

describe('searching templates', () => {
  it('finds a text in names, descriptions and tags, with nothing in it taken for a wildcard', async () => {
    const a = await create({ name: 'Alpha 100%', description: 'x' });
    const b = await create({ name: 'B', description: 'Says alpha' });
    const c = await create({ name: 'C', description: 'x', tags: ['alphabet'] });
    const ids = async (text: string) =>
      (await under.app.listTemplates(viewer, { filter: { ...anyTemplate, text }, page })).edges.map(
        ({ node }) => node.id,
      );
    expect(await ids('ALPHA')).toEqual([c.id, b.id, a.id]);
    expect(await ids('100%')).toEqual([a.id]);
    expect(await ids('1%0')).toEqual([]);
    const d = await create({ name: 'D', description: 'x', tags: ['[old]', 'said "so"'] });
    await under.stores.sql(`update workflow_template set tags = 'null' where id = $1`, b.id);
    expect(await ids('[')).toEqual([d.id]);
    expect(await ids('d "s')).toEqual([d.id]);
    expect(await ids(', ')).toEqual([]);
  });
});

describe('executing a template or a graph', () => {
  it('makes no definition: after every sort of execution there are as many rows as before', async () => {
    const count = async () =>
      (await under.stores.sql<{ count: number }>('select count(*)::int as count from workflow_definition'))[0]
        ?.count;
    const { id } = await create();
    const before = await count();
    const given = { topic: 'cats' };
    await under.app.executeWorkflow(viewer, {
      ...nothingAsked,
      target: { kind: 'template', id },
      parameters: given,
    });
    const template = { graph, parameters };
    await under.app.executeWorkflow(viewer, {
      ...nothingAsked,
      target: { kind: 'ad-hoc-template', template },
      parameters: given,
    });
    await under.app.executeWorkflow(viewer, {
      ...nothingAsked,
      target: { kind: 'graph', graph: modelDocument() },
      parameters: null,
    });
    expect(under.engine.requests.slice(-3).map(({ type }) => type)).toEqual([
      'template',
      'template',
      'custom',
    ]);
    expect(await count()).toBe(before);
  });
});
