import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { CreateTemplateInput, Viewer } from '../../src/app/index.ts';
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

const given: CreateTemplateInput = {
  name: 'Poem',
  description: 'Writes a poem',
  category: null,
  tags: ['short'],
  isPublic: false,
  graph: modelDocument('About {{ params.topic }}'),
  parameters: { properties: { topic: { type: 'string' } }, required: ['topic'] },
  baseTemplateId: null,
};
const create = (more: Partial<CreateTemplateInput> = {}) =>
  under.app.createTemplate(viewer, { ...given, ...more });

describe('a template', () => {
  it('is saved with its placeholders', async () => {
    const template = await create();
    const { graph, parameters } = given;
    expect(template).toMatchObject({ graph, parameters, category: 'custom', builtIn: false });
    expect(await under.app.getTemplate(viewer, template.id)).toEqual(template);
  });

  it('P9: is refused where the graph it makes is not valid', async () => {
    await expect(create({ graph: modelDocument('{{ params.topic + 1 }}') })).rejects.toMatchObject(
      refusal('workflow/invalid', {
        details: { issues: [{ code: 'expression/invalid', nodeId: 'answer' }] },
      }),
    );
  });

  it.each<[string, Partial<CreateTemplateInput>]>([
    ['an unknown category', { category: 'poetry' }],
    ['no description', { description: '' }],
    ['no name', { name: ' ' }],
  ])('is refused with %s', async (_, more) => {
    await expect(create(more)).rejects.toMatchObject(refusal('input/invalid'));
  });

  it('is based on one that its author can see', async () => {
    const { id } = await create();
    expect(await create({ baseTemplateId: id })).toMatchObject({ baseTemplateId: id });
    const others = under.app.createTemplate(newViewer(), { ...given, baseTemplateId: id });
    await expect(others).rejects.toMatchObject(refusal('template/not-found'));
  });

  it('shows the graph that parameters make of it', async () => {
    const template = await create();
    expect(under.app.instantiateTemplate(template, { topic: 'cats' })).toMatchObject({
      variables: { params: { topic: 'cats' } },
    });
    expect(() => under.app.instantiateTemplate(template, {})).toThrow(
      expect.objectContaining(refusal('template/parameters-invalid')),
    );
  });

  it('becomes a definition that can be changed like any other', async () => {
    const { id } = await create();
    const parameters = { topic: 'cats' };
    const definition = await under.app.createDefinitionFromTemplate(viewer, {
      templateId: id,
      parameters,
      name: null,
    });
    expect(definition).toMatchObject({
      name: 'Poem',
      description: 'Writes a poem',
      tags: ['short'],
      templateId: id,
      draft: { variables: { params: { topic: 'cats' } } },
    });
    const named = { templateId: id, parameters, name: 'Mine' };
    expect(await under.app.createDefinitionFromTemplate(viewer, named)).toMatchObject({ name: 'Mine' });
    await expect(under.app.createDefinitionFromTemplate(newViewer(), named)).rejects.toMatchObject(
      refusal('template/not-found'),
    );
  });

  it('is listed with those one may see', async () => {
    const { id } = await create({ name: 'Only mine' });
    const filter = { name: 'only mine', text: null, tag: null, category: null, from: null };
    const page = { first: null, after: null };
    expect(await under.app.listTemplates(viewer, { filter, page })).toMatchObject({
      edges: [{ node: { id } }],
    });
    expect((await under.app.listTemplates(newViewer(), { filter, page })).edges).toEqual([]);
  });
});

it('validateWorkflow says what the validator says, and changes nothing', async () => {
  const sound = { result: { issues: [] }, graph: {} };
  expect(await under.app.validateWorkflow(viewer, modelDocument())).toMatchObject(sound);
  expect(await under.app.validateWorkflow(viewer, null)).toMatchObject({ graph: null });
  expect(under.app.listNodeKinds().map(({ type }) => type)).toContain('model');
});
