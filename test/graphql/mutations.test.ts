import { describe, expect, it } from 'vitest';
import { brokenDocument, modelDocument, newViewer } from '../app/app-under-test.ts';
import type { ExecutionTargetInput } from '../support/generated/graphql.ts';
import { provideGraphql } from './graphql-under-test.ts';
import * as operations from './operations.ts';

const { api, viewer } = provideGraphql();

const topic = { type: 'object', properties: { topic: { type: 'string' } }, required: ['topic'] };
const templateDocument = modelDocument('Write about {{ params.topic }}');

async function newDefinition(graph: object = modelDocument()): Promise<string> {
  const input = { name: 'Support', graph: graph as ReturnType<typeof modelDocument> };
  const { createWorkflowDefinition: answer } = await api.data(viewer, operations.createDefinition, { input });
  if (answer.__typename !== 'CreateWorkflowDefinitionSuccess') throw new Error(answer.message);
  return answer.definition.id;
}

async function newTemplate(): Promise<string> {
  const input = { name: 'Writer', description: 'Writes', graph: templateDocument, parameters: topic };
  const { createWorkflowTemplate: answer } = await api.data(viewer, operations.createTemplate, { input });
  if (answer.__typename !== 'CreateWorkflowTemplateSuccess') throw new Error(answer.message);
  return answer.template.id;
}

const executed = async (target: ExecutionTargetInput, more: object = {}) => {
  const input = { target, ...more };
  return (await api.data(viewer, operations.executeWorkflow, { input })).executeWorkflow;
};

describe('executeWorkflow', () => {
  it('executes a graph, with what the request says and the id of the operation', async () => {
    const answer = await executed(
      { graph: modelDocument() },
      { input: { a: 1 }, message: 'Hi', model: { temperature: 1, provider: null }, limits: { maxSteps: 5 } },
    );
    expect(answer).toMatchObject({
      __typename: 'ExecuteWorkflowSuccess',
      execution: { type: 'CUSTOM', status: 'QUEUED', input: { a: 1 } },
    });
    expect(api.under.engine.requests.at(-1)).toMatchObject({
      ownerId: viewer.ownerId,
      message: 'Hi',
      modelDefaults: { temperature: 1 },
      limits: { maxSteps: 5 },
      waitMs: 0,
      debug: false,
      correlationId: 'correlation',
    });
  });

  it('executes a plain chat, and tells what was left out from what is empty', async () => {
    expect(await executed({ chat: {} }, { message: 'Hi' })).toMatchObject({ execution: { type: 'CHAT' } });
  });

  it('executes a saved template and one that is not, with parameters', async () => {
    const templateId = await newTemplate();
    const parameters = { topic: 'tea' };
    expect(await executed({ templateId }, { parameters })).toMatchObject({
      execution: { type: 'TEMPLATE', template: { id: templateId } },
    });
    const template = { graph: templateDocument, parameters: topic };
    expect(await executed({ template }, { parameters })).toMatchObject({ execution: { type: 'TEMPLATE' } });
    expect(await executed({ templateId })).toMatchObject({
      __typename: 'ValidationError',
      code: 'template/parameters-invalid',
      result: { valid: false, issues: [{ path: 'parameters.topic', severity: 'ERROR' }] },
    });
  });

  it('executes a definition by its draft, its published version or a number', async () => {
    const definitionId = await newDefinition();
    const unpublished = { __typename: 'InvalidStateError', code: 'definition/unpublished' };
    expect(await executed({ definitionId })).toMatchObject(unpublished);
    expect(await executed({ definition: { id: definitionId, draft: true } })).toMatchObject({
      execution: { type: 'DEFINITION', definition: { id: definitionId } },
    });
    await api.data(viewer, operations.publishDefinition, { id: definitionId });
    expect(await executed({ definitionId })).toMatchObject({ __typename: 'ExecuteWorkflowSuccess' });
    expect(await executed({ definition: { id: definitionId, version: 7 } })).toMatchObject({
      __typename: 'NotFoundError',
      code: 'definition/version-not-found',
    });
  });

  it.each<[string, ExecutionTargetInput, object, string]>([
    ['a graph that is not valid', { graph: { nodes: [], edges: [] } }, {}, 'workflow/invalid'],
    ['a wait that is too long', { chat: {} }, { waitMs: 30_001 }, 'input/invalid'],
    ['parameters that are no object', { chat: {} }, { parameters: [1] }, 'input/invalid'],
    ['a temperature out of bounds', { chat: {} }, { model: { temperature: 3 } }, 'input/invalid'],
    ['NUL in the input', { chat: {} }, { input: { a: 'b\0' } }, 'input/invalid'],
    ['half a character in the message', { chat: {} }, { message: 'a\ud83d' }, 'input/invalid'],
    ['a chat in which nothing is said', { chat: {} }, { message: null }, 'input/invalid'],
    ['an empty idempotency key', { chat: {} }, { idempotencyKey: '' }, 'input/invalid'],
  ])('answers %s with a ValidationError that lists what is wrong', async (_, target, more, code) => {
    const answer = await executed(target, { message: 'Hi', ...more });
    expect(answer).toMatchObject({ __typename: 'ValidationError', code, result: { valid: false } });
    if (answer.__typename === 'ValidationError') expect(answer.result.issues.length).toBeGreaterThan(0);
  });

  it('says of a number out of bounds what is allowed', async () => {
    const answer = await executed({ chat: {} }, { waitMs: 30_001 });
    expect(answer).toMatchObject({ message: 'request.waitMs: at most 30000 is allowed' });
  });

  it('refuses two targets, and none, before anything runs', async () => {
    const target = { chat: {}, templateId: 'x' };
    for (const given of [target, {}]) {
      const text = String(operations.executeWorkflow);
      const { errors } = await api.askText(viewer, text, { input: { target: given } });
      expect(errors).toMatchObject([{ extensions: { code: 'input/invalid' } }]);
    }
  });

  it('takes a key __proto__ for a key: it comes as far as the check of the input, and pollutes nothing', async () => {
    const input = JSON.parse('{"__proto__": {"polluted": true}, "a": 1}');
    expect(await executed({ chat: {} }, { input, message: 'Hi' })).toMatchObject({
      code: 'input/invalid',
      message: expect.stringContaining('__proto__'),
    });
    expect('polluted' in {}).toBe(false);
  });
});

describe('cancelExecution', () => {
  it('gives the execution, or says that there is none', async () => {
    const id = await api.execution(viewer);
    const { cancelExecution } = await api.data(viewer, operations.cancelExecution, { id });
    expect(cancelExecution).toMatchObject({ __typename: 'CancelExecutionSuccess', execution: { id } });
    expect(api.under.engine.cancelled).toContain(id);
    const absent = await api.data(viewer, operations.cancelExecution, { id: 'x' });
    expect(absent.cancelExecution).toMatchObject({
      __typename: 'NotFoundError',
      code: 'execution/not-found',
    });
  });
});

describe('a definition', () => {
  const graph = {
    nodes: [
      { id: 'start', type: 'start' },
      {
        id: 'answer',
        type: 'model',
        label: 'Answer',
        config: { prompt: 'Hi' },
        retry: { maxAttempts: 3 },
        timeoutMs: 1000,
        join: 'ANY' as const,
        cancelOthers: true,
        position: { x: 1.5, y: -2 },
      },
    ],
    edges: [{ id: 'e1', source: 'start', sourcePort: 'out', target: 'answer', label: 'then' }],
    inputs: topic,
    outputs: { text: 'nodes.answer.output.text' },
    variables: { tries: 0 },
    limits: { maxSteps: 10, maxCostUsd: '1.50' },
    metadata: { note: 'x' },
  };

  it('is read as a graph that can be sent back as it is', async () => {
    const id = await newDefinition(graph);
    const { workflowDefinition } = await api.data(viewer, operations.readDefinition, { id, version: 1 });
    const read = workflowDefinition?.graph;
    expect(read).toMatchObject(graph);
    expect(workflowDefinition?.version).toBeNull();
    const input = { id, expectedVersion: 1, graph: read };
    const { updateWorkflowDefinition } = await api.data(viewer, operations.updateDefinition, { input });
    expect(updateWorkflowDefinition).toMatchObject({ definition: { revision: 1 } });
    const again = await api.data(viewer, operations.readDefinition, { id, version: 1 });
    expect(again.workflowDefinition?.graph).toEqual(read);
  });

  it('P9: is not created with a graph that is not valid, and the answer says where and what was meant', async () => {
    const input = { name: 'Broken', graph: { ...modelDocument(), ...brokenDocument } };
    const { createWorkflowDefinition } = await api.data(viewer, operations.createDefinition, { input });
    expect(createWorkflowDefinition).toMatchObject({
      __typename: 'ValidationError',
      code: 'workflow/invalid',
      result: {
        issues: expect.arrayContaining([
          { code: 'node/unknown-type', nodeId: 'answer', suggestion: 'model' },
        ]),
      },
    });
  });

  it('changes only in what is given, and only as it was read', async () => {
    const id = await newDefinition();
    const update = async (changes: object) => {
      const input = { id, expectedVersion: 1, ...changes };
      return (await api.data(viewer, operations.updateDefinition, { input })).updateWorkflowDefinition;
    };
    expect(await update({ description: 'For users', tags: ['a'] })).toMatchObject({
      definition: { revision: 2, name: 'Support', description: 'For users', tags: ['a'] },
    });
    expect(await update({ name: 'Late' })).toMatchObject({
      __typename: 'ConflictError',
      code: 'definition/conflict',
    });
    expect(await update({ expectedVersion: 2, description: null })).toMatchObject({
      definition: { description: null, name: 'Support', tags: ['a'] },
    });
  });

  it('has versions that are paged, newest first, and goes away with them', async () => {
    const id = await newDefinition();
    await api.data(viewer, operations.publishDefinition, { id });
    const input = { id, expectedVersion: 1, graph: modelDocument('Other') };
    await api.data(viewer, operations.updateDefinition, { input });
    const { publishWorkflowDefinition } = await api.data(viewer, operations.publishDefinition, {
      id,
      expectedVersion: 2,
    });
    expect(publishWorkflowDefinition).toMatchObject({
      version: { version: 2, definitionId: id, graphHash: expect.stringMatching(/^[0-9a-f]{64}$/) },
      definition: { publishedVersion: 2 },
    });
    const { workflowDefinition } = await api.data(viewer, operations.readDefinition, { id, version: 1 });
    expect(workflowDefinition).toMatchObject({
      version: { version: 1, graph: { nodes: [{ id: 'start' }, { id: 'answer' }] } },
      versions: { nodes: [{ version: 2 }], pageInfo: { hasNextPage: true } },
    });
    const gone = { deleteWorkflowDefinition: { __typename: 'DeleteWorkflowDefinitionSuccess', id } };
    expect(await api.data(viewer, operations.deleteDefinition, { id })).toEqual(gone);
    const read = await api.data(viewer, operations.readDefinition, { id, version: 1 });
    expect(read.workflowDefinition).toBeNull();
  });

  it('is one of a list that is filtered and paged', async () => {
    for (const name of ['Alpha', 'Beta', 'Alphabet']) {
      await api.data(viewer, operations.createDefinition, { input: { name, graph: modelDocument() } });
    }
    const filter = { name: 'alpha' };
    const page = await api.data(viewer, operations.listDefinitions, { filter, first: 1 });
    expect(page.workflowDefinitions).toMatchObject({
      nodes: [{ name: 'Alphabet' }],
      pageInfo: { hasNextPage: true },
    });
    const { endCursor: after } = page.workflowDefinitions.pageInfo;
    const last = await api.data(viewer, operations.listDefinitions, { filter, first: 1, after });
    expect(last.workflowDefinitions).toMatchObject({
      nodes: [{ name: 'Alpha' }],
      pageInfo: { hasNextPage: false },
    });
  });
});

describe('a template', () => {
  it('makes graphs and definitions of its parameters', async () => {
    const id = await newTemplate();
    const parameters = { topic: 'tea' };
    const { workflowTemplate } = await api.data(viewer, operations.readTemplate, { id, parameters });
    expect(workflowTemplate).toMatchObject({
      name: 'Writer',
      graph: { nodes: [{ id: 'start' }, { id: 'answer' }] },
    });
    const input = { templateId: id, parameters, name: 'Tea' };
    const made = await api.data(viewer, operations.createDefinitionFromTemplate, { input });
    expect(made.createDefinitionFromTemplate).toMatchObject({
      definition: { name: 'Tea', template: { id } },
    });
  });

  it('refuses parameters that do not satisfy its schema, as an answer and as an error of a field', async () => {
    const id = await newTemplate();
    const input = { templateId: id, parameters: { topic: 7 } };
    const refused = await api.data(viewer, operations.createDefinitionFromTemplate, { input });
    expect(refused.createDefinitionFromTemplate).toMatchObject({
      __typename: 'ValidationError',
      result: { issues: [{ path: 'parameters.topic' }] },
    });
    const { data, errors } = await api.ask(viewer, operations.readTemplate, { id, parameters: { topic: 7 } });
    expect(data?.workflowTemplate).toEqual({ name: 'Writer', graph: null });
    expect(errors).toMatchObject([{ extensions: { code: 'template/parameters-invalid' } }]);
  });

  it('is listed by what it is called, and whose it is', async () => {
    await newTemplate();
    const names = async (filter: object) =>
      (await api.data(viewer, operations.listTemplates, { filter })).workflowTemplates.nodes;
    expect(await names({ name: 'wri', from: 'OWN' })).toEqual([{ name: 'Writer' }]);
    expect(await names({ name: 'wri', from: 'BUILT_IN' })).toEqual([]);
  });
});

describe('an API key', () => {
  it('is shown once, listed without itself, and revoked', async () => {
    const admin = newViewer('admin');
    const input = { name: 'CI', role: 'ADMIN' as const };
    const { createApiKey } = await api.data(admin, operations.createApiKey, { input });
    if (createApiKey.__typename !== 'CreateApiKeySuccess') throw new Error(createApiKey.message);
    const { key, apiKey } = createApiKey;
    expect(key).toMatch(/^chatter_/);
    expect(apiKey).toMatchObject({ name: 'CI', role: 'ADMIN', ownerId: admin.ownerId, revokedAt: null });
    await api.data(admin, operations.createApiKey, { input: { ...input, name: 'Other' } });
    const listed = await api.data(admin, operations.listApiKeys, { first: 1 });
    expect(listed.apiKeys).toMatchObject({ nodes: [{ name: 'Other' }], pageInfo: { hasNextPage: true } });
    expect(JSON.stringify(listed)).not.toContain(key);
    const { endCursor: after } = listed.apiKeys.pageInfo;
    const rest = await api.data(admin, operations.listApiKeys, { after });
    expect(rest.apiKeys.nodes[0]).toMatchObject({ id: apiKey.id });
    const { revokeApiKey } = await api.data(admin, operations.revokeApiKey, { id: apiKey.id });
    expect(revokeApiKey).toEqual({
      __typename: 'RevokeApiKeySuccess',
      id: apiKey.id,
      apiKey: { id: apiKey.id, revokedAt: expect.any(String) },
    });
  });

  it('of an administrator is not made by a user', async () => {
    const input = { name: 'Mine', role: 'ADMIN' as const };
    const { createApiKey } = await api.data(viewer, operations.createApiKey, { input });
    expect(createApiKey).toMatchObject({ __typename: 'ForbiddenError', code: 'forbidden' });
  });
});
