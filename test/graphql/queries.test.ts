import { describe, expect, it } from 'vitest';
import { modelDocument, newViewer } from '../app/app-under-test.ts';
import { provideGraphql } from './graphql-under-test.ts';
import * as operations from './operations.ts';

const { api, viewer } = provideGraphql();

const list = async (variables: object = {}) =>
  (await api.data(viewer, operations.listExecutions, variables)).workflowExecutions;

describe('an execution', () => {
  it('shows what its row and its log say, and null for what is not known', async () => {
    const id = await api.execution(viewer);
    await api.commit(id, { type: 'ExecutionQueued', at: 1, input: null, messages: [] });
    await api.under.stores.sql(
      `update workflow_execution set status = 'failed', started_at = $2, completed_at = $3,
         error = '{"code":"model/unavailable","message":"No","retryable":true,"nodeId":"answer","path":"answer"}',
         usage = '{"inputTokens":1,"outputTokens":2,"cachedTokens":null,"reasoningTokens":null,"totalTokens":3,
                   "costMicroUsd":4200,"modelCalls":1,"toolCalls":0}'
       where id = $1`,
      id,
      new Date(1000),
      new Date(3500),
    );
    const { workflowExecution } = await api.data(viewer, operations.readExecution, { id });
    expect(workflowExecution).toMatchObject({
      status: 'FAILED',
      error: { code: 'model/unavailable', nodeId: 'answer', path: 'answer', retryable: true },
      startedAt: '1970-01-01T00:00:01.000Z',
      durationMs: 2500,
      usage: { totalTokens: 3, costUsd: '0.0042', modelCalls: 1 },
      usageEntries: { nodes: [], pageInfo: { hasNextPage: false, endCursor: null } },
      events: { caughtUp: true, events: [{ __typename: 'ExecutionQueued' }] },
      graphHash: null,
      output: null,
    });
  });

  it('that does not exist is null, whatever its id looks like', async () => {
    for (const id of ['', 'x', '\0', newViewer().ownerId]) {
      expect((await api.data(viewer, operations.readExecution, { id })).workflowExecution).toBeNull();
    }
  });
});

describe('a list of executions', () => {
  it('is paged by cursors, in either order', async () => {
    const ids = [await api.execution(viewer), await api.execution(viewer), await api.execution(viewer)];
    const first = await list({ first: 2, orderBy: 'OLDEST_FIRST' });
    expect(first.edges.map(({ node }) => node.id)).toEqual(ids.slice(0, 2));
    expect(first.pageInfo).toEqual({
      hasNextPage: true,
      hasPreviousPage: false,
      startCursor: first.edges[0]?.cursor,
      endCursor: first.edges[1]?.cursor,
    });
    const last = await list({ first: 2, orderBy: 'OLDEST_FIRST', after: first.pageInfo.endCursor });
    expect(last.edges.map(({ node }) => node.id)).toEqual(ids.slice(2));
    expect(last.pageInfo).toMatchObject({ hasNextPage: false, hasPreviousPage: true });
    expect((await list()).edges.map(({ node }) => node.id)).toEqual(ids.toReversed());
  });

  it('is filtered by status, type and time', async () => {
    const id = await api.execution(viewer);
    const ids = async (filter: object) => (await list({ filter })).edges.map(({ node }) => node.id);
    expect(await ids({ status: ['QUEUED', 'PAUSED'], type: ['CUSTOM'] })).toEqual([id]);
    expect(await ids({ status: ['PAUSED'] })).toEqual([]);
    expect(await ids({ createdBefore: '2020-01-01T00:00:00Z' })).toEqual([]);
    expect(await ids({ createdAfter: '2020-01-01T00:00:00+01:00' })).toEqual([id]);
  });

  it('looks up what its items share once', async () => {
    const input = { name: 'Shared', graph: modelDocument() };
    const made = await api.data(viewer, operations.createDefinition, { input });
    const created = made.createWorkflowDefinition;
    if (created.__typename !== 'CreateWorkflowDefinitionSuccess') throw new Error(created.message);
    const target = { definition: { id: created.definition.id, draft: true } };
    for (let index = 0; index < 5; index += 1) {
      await api.data(viewer, operations.executeWorkflow, { input: { target } });
    }
    const { nodes } = await list();
    expect(nodes).toEqual(Array(5).fill({ definition: { name: 'Shared' } }));
  });

  it.each<[string, object, string]>([
    ['no items', { first: 0 }, 'input/invalid'],
    ['too many items', { first: 101 }, 'input/invalid'],
    ['a cursor that is none', { after: 'x' }, 'cursor/invalid'],
    ['a cursor that is too long to be one', { after: 'x'.repeat(1000) }, 'input/invalid'],
  ])('refuses %s', async (_, variables, code) => {
    const { errors } = await api.ask(viewer, operations.listExecutions, variables);
    expect(errors).toMatchObject([{ extensions: { code } }]);
  });
});

describe('what the server tells of itself', () => {
  it('is who asks', async () => {
    const { viewer: shown } = await api.data(viewer, operations.whoAsks, {});
    expect(shown).toEqual({ ownerId: viewer.ownerId, role: 'USER' });
  });

  it('is every kind of node, with the JSON Schema of its settings', async () => {
    const { nodeTypes } = await api.data(viewer, operations.listNodeTypes, { category: 'MODEL' });
    expect(nodeTypes).toMatchObject([
      {
        type: 'model',
        pure: false,
        ports: [{ name: 'out' }, { name: 'error' }],
        needs: ['models'],
        configSchema: { type: 'object', properties: { prompt: { type: 'string' } } },
      },
    ]);
    const all = await api.data(viewer, operations.listNodeTypes, {});
    expect(all.nodeTypes.length).toBeGreaterThan(5);
  });

  it('is every model that it is configured for, with its price where that is known', async () => {
    const { models } = await api.data(viewer, operations.listModels, {});
    expect(models).toEqual([
      { provider: 'offline', model: 'echo', description: null, maxOutputTokens: null, price: null },
      {
        provider: 'acme',
        model: 'large',
        description: 'Knows more.',
        maxOutputTokens: 4096,
        price: {
          from: '2026-01-01T00:00:00.000Z',
          inputUsd: '0.25',
          cachedInputUsd: '0.025',
          cacheWriteUsd: '0.3125',
          outputUsd: '2.00',
          reasoningUsd: '2.00',
        },
      },
    ]);
  });

  it('is what the validator says of a graph', async () => {
    const valid = await api.data(viewer, operations.validateWorkflow, { graph: modelDocument() });
    expect(valid.validateWorkflow).toEqual({ valid: true, issues: [] });
    const graph = { nodes: [{ id: 'start', type: 'strat' }], edges: [] };
    const { validateWorkflow } = await api.data(viewer, operations.validateWorkflow, { graph });
    expect(validateWorkflow).toMatchObject({
      valid: false,
      issues: [
        { code: 'graph/no-start', nodeId: null },
        { code: 'node/unknown-type', severity: 'ERROR', layer: 'STRUCTURE', nodeId: 'start', edgeId: null },
      ],
    });
  });

  it('are typed errors for a graph that is bad in every way, never a failure', async () => {
    const deep = JSON.parse(`${'{"a":'.repeat(90)}1${'}'.repeat(90)}`);
    const graph = {
      nodes: [
        { id: 'start', type: 'start', config: JSON.parse('{"__proto__": 1, "nul": "\\u0000"}') },
        { id: 'start', type: 'start', config: deep },
        { id: 'é', type: 'model', retry: { maxAttempts: 99 }, timeoutMs: -1 },
      ],
      edges: [{ source: 'nowhere', target: 'start' }],
      outputs: [1],
    };
    const { validateWorkflow } = await api.data(viewer, operations.validateWorkflow, { graph });
    const codes = validateWorkflow.issues.map(({ code }) => code);
    expect(codes).toEqual(
      expect.arrayContaining(['document/forbidden-key', 'document/unstorable-text', 'document/too-deep']),
    );
  });
});
