import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ExecuteWorkflowInput, ExecutionTarget, Viewer } from '../../src/app/index.ts';
import { nothingAsked, plainChat } from '../support/nothing-asked.ts';
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

const inputOf = (
  target: ExecutionTarget,
  more: Partial<ExecuteWorkflowInput> = {},
): ExecuteWorkflowInput => ({
  ...nothingAsked,
  target,
  ...more,
});

const execute = (target: ExecutionTarget, more: Partial<ExecuteWorkflowInput> = {}, by = viewer) =>
  under.app.executeWorkflow(by, inputOf(target, more));

const asked = () => under.engine.requests.at(-1);

async function newDefinition(isPublic = false): Promise<string> {
  const input = { name: 'Support', description: null, tags: [], isPublic, graph: modelDocument('draft 1') };
  return (await under.app.createDefinition(viewer, input)).id;
}

async function newTemplate(): Promise<string> {
  const template = await under.app.createTemplate(viewer, {
    name: 'Poem',
    description: 'Writes a poem',
    category: 'creative',
    tags: [],
    isPublic: false,
    graph: modelDocument('About {{ params.topic }}'),
    parameters: { properties: { topic: { type: 'string' } }, required: ['topic'] },
    baseTemplateId: null,
  });
  return template.id;
}

describe('executing', () => {
  it('a graph hands it to the engine with everything that was asked, and gives the execution', async () => {
    const graph = modelDocument();
    const more = {
      input: { topic: 'cats' },
      message: 'hi',
      model: { provider: 'offline', model: 'echo', temperature: 0 },
      limits: { maxSteps: 5, maxCostUsd: '0.50' },
      idempotencyKey: 'used',
      waitMs: 30_000,
      priority: 'high' as const,
      debug: true,
      correlationId: 'request 7',
    };
    const { execution, existing } = await execute({ kind: 'graph', graph }, more);
    expect(existing).toBe(true);
    expect(execution).toMatchObject({ ownerId: viewer.ownerId, type: 'custom', input: { topic: 'cats' } });
    const { model, ...rest } = more;
    expect(asked()).toEqual({
      ...rest,
      ownerId: viewer.ownerId,
      type: 'custom',
      graph,
      modelDefaults: model,
      definitionId: null,
      definitionVersion: null,
      templateId: null,
      conversationId: null,
      history: [],
      asked: expect.objectContaining({ target: { kind: 'graph', graph }, debug: true }),
    });
    expect(asked()?.asked).not.toHaveProperty('waitMs');
  });

  it('a graph that is not valid is refused by the engine, with its issues', async () => {
    await expect(execute({ kind: 'graph', graph: brokenDocument })).rejects.toMatchObject(
      refusal('workflow/invalid', { details: { issues: expect.arrayContaining([expect.anything()]) } }),
    );
  });

  it('a chat makes its graph, and refuses what is not there yet', async () => {
    await execute({ kind: 'chat', chat: plainChat }, { message: 'hi' });
    expect(asked()).toMatchObject({ type: 'chat', message: 'hi', definitionId: null, templateId: null });
    await expect(
      execute({ kind: 'chat', chat: { ...plainChat, enableTools: true } }, { message: 'hi' }),
    ).rejects.toMatchObject(refusal('workflow/unsupported'));
  });

  it.each([
    null,
    ' ',
  ])('a chat in which the user says %j is refused: its model would have nothing to answer', async (message) => {
    await expect(execute({ kind: 'chat', chat: plainChat }, { message })).rejects.toMatchObject(
      refusal('input/invalid', {
        details: { problems: [expect.objectContaining({ path: 'request.message' })] },
      }),
    );
  });

  it.each<[string, Partial<ExecuteWorkflowInput>, string]>([
    ['a temperature above 2', { model: { temperature: 2.1 } }, 'request.model.temperature'],
    ['a wait beyond 30 s', { waitMs: 30_001 }, 'request.waitMs'],
    ['a wait of less than nothing', { waitMs: -1 }, 'request.waitMs'],
    ['no step at all', { limits: { maxSteps: 0 } }, 'request.limits.maxSteps'],
    ['a cost that is no decimal text', { limits: { maxCostUsd: '1e9' } }, 'request.limits.maxCostUsd'],
    ['an empty idempotency key', { idempotencyKey: '' }, 'request.idempotencyKey'],
    ['a key that cannot be stored', { idempotencyKey: 'a\0' }, 'request.idempotencyKey'],
    ['an input that cannot be stored', { input: { a: ['\0'] } }, 'input'],
    ['a message with half a character', { message: '\ud800' }, 'message'],
    ['a system prompt that cannot be stored', { model: { systemPrompt: '\0' } }, 'model'],
    ['parameters of no template', { parameters: {} }, 'parameters'],
  ])('is refused with %s', async (_, more, place) => {
    const count = under.engine.requests.length;
    const refused = execute({ kind: 'graph', graph: modelDocument() }, more);
    await expect(refused).rejects.toMatchObject(refusal('input/invalid'));
    await expect(refused).rejects.toThrow(place);
    expect(under.engine.requests).toHaveLength(count);
  });

  it('in a conversation asks the engine for what was said there before', async () => {
    const { id } = await under.app.createConversation(viewer, { title: 'Talk' });
    await execute({ kind: 'chat', chat: plainChat }, { conversationId: id, message: 'hi' });
    expect(asked()).toMatchObject({ conversationId: id, history: [], message: 'hi' });
  });
});

describe('executing a definition', () => {
  const target = (id: string, more: { version?: number; draft?: boolean } = {}): ExecutionTarget => ({
    kind: 'definition',
    id,
    version: null,
    draft: false,
    ...more,
  });
  const change = (id: string, expectedVersion: number, prompt: string) =>
    under.app.updateDefinition(viewer, { id, expectedVersion, changes: { graph: modelDocument(prompt) } });
  const publish = (id: string) => under.app.publishDefinition(viewer, { id, expectedVersion: null });

  it('takes the published version, whatever the draft has become', async () => {
    const id = await newDefinition();
    await publish(id);
    await change(id, 1, 'draft 2');
    const { execution } = await execute(target(id));
    expect(execution).toMatchObject({ type: 'definition', definitionId: id });
    expect(asked()).toMatchObject({
      definitionVersion: 1,
      graph: { nodes: [{}, { config: { prompt: 'draft 1' } }] },
    });
  });

  it('takes an older version, or the draft, on request', async () => {
    const id = await newDefinition();
    await publish(id);
    await change(id, 1, 'draft 2');
    await publish(id);
    await change(id, 2, 'draft 3');
    await execute(target(id, { version: 1 }));
    expect(asked()).toMatchObject({
      definitionVersion: 1,
      graph: { nodes: [{}, { config: { prompt: 'draft 1' } }] },
    });
    await execute(target(id, { draft: true }));
    expect(asked()).toMatchObject({
      definitionId: id,
      definitionVersion: null,
      graph: { nodes: [{}, { config: { prompt: 'draft 3' } }] },
    });
  });

  it('that is not published, has no such version or is not there is refused', async () => {
    const id = await newDefinition();
    await expect(execute(target(id))).rejects.toMatchObject(refusal('definition/unpublished'));
    await publish(id);
    await expect(execute(target(id, { version: 9 }))).rejects.toMatchObject(
      refusal('definition/version-not-found'),
    );
    await expect(execute(target(id, { version: 1, draft: true }))).rejects.toMatchObject(
      refusal('input/invalid', { details: { problems: [{ path: 'request.target.definition' }] } }),
    );
    const foreign = execute(target(id), {}, newViewer());
    await expect(foreign).rejects.toMatchObject(refusal('definition/not-found'));
    await expect(foreign).rejects.toThrow(`${id}: workflowDefinitions lists yours`);
    await expect(execute(target('no id'))).rejects.toMatchObject(refusal('definition/not-found'));
  });

  it('that is public can be executed by others from its publication on, and not as its draft', async () => {
    const id = await newDefinition(true);
    const other = newViewer();
    await expect(execute(target(id), {}, other)).rejects.toMatchObject(refusal('definition/not-found'));
    await publish(id);
    const { execution } = await execute(target(id), {}, other);
    expect(execution).toMatchObject({ ownerId: other.ownerId, definitionId: id });
    const draft = execute(target(id, { draft: true }), {}, other);
    await expect(draft).rejects.toMatchObject(refusal('definition/not-found'));
  });
});

describe('executing a template', () => {
  it('makes its graph of the parameters, and no definition', async () => {
    const id = await newTemplate();
    const { execution } = await execute({ kind: 'template', id }, { parameters: { topic: '{{ vars.x }}' } });
    expect(execution).toMatchObject({ type: 'template', templateId: id, definitionId: null });
    expect(asked()).toMatchObject({
      graph: {
        nodes: [{}, { config: { prompt: 'About {{ vars.params.topic }}' } }],
        variables: { params: { topic: '{{ vars.x }}' } },
      },
    });
    const page = { first: null, after: null };
    expect(await under.app.listDefinitions(viewer, { filter: anyDefinition, page })).toEqual({
      edges: [],
      hasNextPage: false,
    });
  });

  it('with parameters that do not fit is refused with issues', async () => {
    const id = await newTemplate();
    await expect(execute({ kind: 'template', id }, { parameters: { tpoic: 'x' } })).rejects.toMatchObject(
      refusal('template/parameters-invalid', {
        details: {
          issues: [
            {
              code: 'parameter/unknown',
              path: 'parameters.tpoic',
              suggestion: 'topic',
              severity: 'error',
              layer: 'schema',
            },
          ],
        },
      }),
    );
  });

  it('of somebody else is not there', async () => {
    const target = { kind: 'template', id: await newTemplate() } as const;
    await expect(execute(target, {}, newViewer())).rejects.toMatchObject(refusal('template/not-found'));
  });

  it('that is not saved works the same, and is checked first', async () => {
    const template = {
      graph: modelDocument('{{ params.topic }}'),
      parameters: { properties: { topic: { type: 'string' } } },
    };
    const parameters = { topic: 'cats' };
    const { execution } = await execute({ kind: 'ad-hoc-template', template }, { parameters });
    expect(execution).toMatchObject({ type: 'template', templateId: null });
    const broken = { ...template, parameters: { properties: { topic: { type: 'words' } } } };
    await expect(execute({ kind: 'ad-hoc-template', template: broken })).rejects.toMatchObject(
      refusal('workflow/invalid', { details: { issues: [{ code: 'parameter/schema-invalid' }] } }),
    );
    const plain = { graph: modelDocument(), parameters: null };
    await execute({ kind: 'ad-hoc-template', template: plain });
    expect(asked()?.graph).toEqual(modelDocument());
  });

  it('of the former system runs as the graph it stands for', async () => {
    const id = await newTemplate();
    await under.stores.sql(
      `update workflow_template set graph = null, parameters = '{}', default_params = '{"model": "gpt-4"}' where id = $1`,
      id,
    );
    await execute({ kind: 'template', id }, { parameters: { temperature: 1 } });
    expect(asked()).toMatchObject({
      graph: { nodes: [{}, { config: { model: 'gpt-4', temperature: 1 } }, {}] },
    });
  });
});
