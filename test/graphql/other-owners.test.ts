import { randomUUID } from 'node:crypto';
import { type GraphQLObjectType, isObjectType } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSchema } from '../../src/graphql/index.ts';
import { PostgresBlobs } from '../../src/persistence/index.ts';
import type { ExecutionFilterInput, ExecutionTargetInput } from '../support/generated/graphql.ts';
import { liveExecution } from '../support/live-execution.ts';
import { openTestServer, type TestServer } from '../support/server.ts';
import { openTestPool } from '../support/test-pool.ts';
import { type Caller, newCaller } from './caller.ts';
import { createConversation } from './conversation-operations.ts';
import { deleteExecution, history } from './history-operations.ts';
import * as operations from './operations.ts';
import { wholeSelection } from './whole-selection.ts';

let server: TestServer;
let admin: Caller;
let owner: Caller;
let stranger: Caller;
/** Of the owner: one of a definition, in a conversation, one of a template, and one that has failed. */
let executions: readonly string[];

beforeAll(async () => {
  server = await openTestServer();
  admin = await newCaller(server, { name: 'operator', role: 'ADMIN' });
  owner = await admin.another({ name: 'owner', role: 'USER', ownerId: randomUUID() });
  stranger = await admin.another({ name: 'stranger', role: 'USER', ownerId: randomUUID() });
  executions = await executionsOf(owner);
}, 60_000);
afterAll(() => server.close());

const graphWith = (node: object) => ({
  nodes: [
    { id: 'start', type: 'start' },
    { id: 'answer', type: 'model', ...node },
  ],
  edges: [{ source: 'start', target: 'answer' }],
});

const answering = {
  ...graphWith({ config: { provider: 'offline', model: 'echo', prompt: 'so {{ input.message }}' } }),
  outputs: { answer: 'nodes.answer.output.text', given: 'input.text' },
};

const failing = graphWith({ type: 'transform', config: { outputs: { count: 'int(input.text)' } } });

const hanging = graphWith({ config: { provider: 'offline', model: 'scripted', prompt: '[{"do":"hang"}]' } });

/** So long that it is kept apart from the rows that hold it. */
const large = 'wide '.repeat(20_000);

/** Nothing that they lead to is public. */
async function executionsOf(caller: Caller): Promise<readonly string[]> {
  const template = (baseTemplateId: string | null) =>
    caller.make(operations.createTemplate, {
      name: 'mine',
      description: 'mine',
      graph: answering,
      baseTemplateId,
    });
  const templateId = await template(await template(null));
  const definitionId = await caller.make(operations.createDefinitionFromTemplate, { templateId });
  await caller.data(operations.publishDefinition, { id: definitionId });
  const conversationId = await caller.make(createConversation, { title: 'mine' });
  const execute = (target: ExecutionTargetInput, more: object = {}) => {
    const asked = { message: 'it is', input: { text: large }, debug: true, waitMs: 30_000 };
    return caller.make(operations.executeWorkflow, { target, ...asked, ...more });
  };
  return [
    await execute({ definitionId }, { conversationId }),
    await execute({ templateId }, { model: { temperature: 1 } }),
    await execute({ graph: failing }),
  ];
}

const schema = createSchema();

function typeOf(name: string): GraphQLObjectType {
  const type = schema.getType(name);
  if (!isObjectType(type)) throw new Error(`there is no ${name}`);
  return type;
}

/** A field with everything below it, as text. */
function wholly(type: string, name: string): string {
  const field = typeOf(type).getFields()[name];
  if (!field) throw new Error(`${type} has no ${name}`);
  return wholeSelection(schema, typeOf(type), field);
}

const absent = [{ extensions: { code: 'execution/not-found' } }];

describe("P10: another owner's execution", () => {
  it.each(
    Object.keys(typeOf('WorkflowExecution').getFields()),
  )('shows a user nothing, and an administrator what its owner sees, of %s', async (name) => {
    const text = `query ($id: ID!) { workflowExecution(id: $id) { ${wholly('WorkflowExecution', name)} } }`;
    const shown: unknown[] = [];
    for (const id of executions) {
      const own = await owner.ask(text, { id });
      expect(own.errors).toBeUndefined();
      shown.push(...Object.values(own.data.workflowExecution));
      expect(await admin.ask(text, { id })).toEqual(own);
      expect((await stranger.ask(text, { id })).data).toEqual({ workflowExecution: null });
    }
    expect(shown.some((one) => one !== null)).toBe(true);
  });

  it('has its events polled by an administrator, and by no other user', async () => {
    const text = `query ($id: ID!) { ${wholly('Query', 'executionEvents')} }`;
    for (const id of executions) {
      const own = await owner.ask(text, { id });
      expect(own.errors).toBeUndefined();
      expect(await admin.ask(text, { id })).toEqual(own);
      expect(await stranger.ask(text, { id })).toMatchObject({ data: null, errors: absent });
    }
  });

  it.each([
    ['server-sent events', 'overServerSentEvents'],
    ['a WebSocket', 'overWebSocket'],
  ] as const)('is watched to its end by an administrator, and by no other user, over %s', async (_, over) => {
    for (const executionId of executions) {
      const watch = (caller: Caller) => caller[over](String(operations.watchEvents), { executionId });
      const own = await watch(owner);
      expect(JSON.stringify(own.at(-1))).toMatch(/Execution(Completed|Failed)/);
      expect(await watch(admin)).toEqual(own);
      expect(await watch(stranger)).toMatchObject([{ errors: absent }]);
    }
  });

  it('shows what it runs, in the form that its hash is of, though nobody has saved it', async () => {
    const query =
      'query ($id: ID!) { workflowExecution(id: $id) { graph { nodes { id type label config } } } }';
    const graph = graphWith({ type: 'transform', label: 'Answer', config: { outputs: { one: '1' } } });
    const id = await owner.make(operations.executeWorkflow, { target: { graph } });
    for (const caller of [owner, admin]) {
      const { data } = await caller.ask(query, { id });
      expect(data.workflowExecution.graph.nodes).toEqual([
        { id: 'start', type: 'start', label: null, config: {} },
        { id: 'answer', type: 'transform', label: null, config: { outputs: { one: '1' } } },
      ]);
    }
    expect((await stranger.ask(query, { id })).data.workflowExecution).toBeNull();
  });

  it('is cancelled and deleted by nobody but its owner', async () => {
    const other = await admin.another({ name: 'other', role: 'USER', ownerId: randomUUID() });
    const id = await other.make(operations.executeWorkflow, { target: { graph: hanging } });
    for (const caller of [admin, stranger]) {
      const { cancelExecution } = await caller.data(operations.cancelExecution, { id });
      expect(cancelExecution).toMatchObject({ code: 'execution/not-found' });
    }
    const { cancelExecution } = await other.data(operations.cancelExecution, { id });
    expect(cancelExecution).toMatchObject({ execution: { id } });
    for (const ended of executions) {
      for (const caller of [admin, stranger]) {
        const answer = await caller.data(deleteExecution, { id: ended });
        expect(answer.deleteExecution).toMatchObject({ code: 'execution/not-found' });
      }
    }
  });
});

describe("what an administrator sees below another owner's execution", () => {
  it('is not his to find beside it, in the same operation', async () => {
    const below = `workflowExecution(id: $id) { definition { id template { id } } conversation { id } }`;
    const [id] = executions;
    const { data } = await admin.ask(`query ($id: ID!) { ${below} }`, { id });
    const { definition, conversation } = data.workflowExecution;
    const beside = await admin.ask(
      `query ($id: ID!, $definition: ID!, $template: ID!, $conversation: ID!) {
        ${below}
        workflowDefinition(id: $definition) { id }
        workflowTemplate(id: $template) { id }
        conversation(id: $conversation) { id }
      }`,
      { id, definition: definition.id, template: definition.template.id, conversation: conversation.id },
    );
    expect(beside).toEqual({
      status: 200,
      errors: undefined,
      data: { ...data, workflowDefinition: null, workflowTemplate: null, conversation: null },
    });
  });
});

describe('P10: the definitions of one owner', () => {
  const template = wholly('WorkflowDefinition', 'template');

  it.each(
    Object.keys(typeOf('WorkflowDefinition').getFields()),
  )('show an administrator who names him what he sees, and others nothing, of %s', async (name) => {
    const text = `query ($filter: WorkflowDefinitionFilterInput) {
      workflowDefinitions(filter: $filter, first: 3) { nodes { ${wholly('WorkflowDefinition', name)} } } }`;
    const filter = { ownerId: owner.ownerId };
    const own = await owner.ask(text);
    expect(own.errors).toBeUndefined();
    expect(own.data.workflowDefinitions.nodes).not.toEqual([]);
    expect(await admin.ask(text, { filter })).toEqual(own);
    for (const other of [await stranger.ask(text, { filter }), await admin.ask(text)]) {
      expect(other.data.workflowDefinitions.nodes).toEqual([]);
    }
  });

  it('lead to what is private only where he is named, in the same operation, too', async () => {
    const other = await admin.another({ name: 'sharing', role: 'USER', ownerId: randomUUID() });
    const base = { name: 'private', description: 'private', graph: answering };
    const templateId = await other.make(operations.createTemplate, base);
    const id = await other.make(operations.createDefinitionFromTemplate, { templateId });
    await other.data(operations.publishDefinition, { id });
    await other.data(operations.updateDefinition, { input: { id, expectedVersion: 1, isPublic: true } });
    const { data } = await admin.ask(
      `query ($id: ID!, $ownerId: ID!) {
        named: workflowDefinitions(filter: { ownerId: $ownerId }) { nodes { ${template} } }
        shared: workflowDefinitions(filter: { from: PUBLIC }) { nodes { id ${template} } }
        one: workflowDefinition(id: $id) { ${template} }
      }`,
      { id, ownerId: other.ownerId },
    );
    const hidden = { WorkflowDefinition_template: null };
    expect(data.named.nodes).toMatchObject([
      { WorkflowDefinition_template: { WorkflowTemplate_id: templateId } },
    ]);
    expect(data.shared.nodes).toEqual([{ id, ...hidden }]);
    expect(data.one).toEqual(hidden);
  });
});

describe("P10: another owner's file", () => {
  it('is served to an administrator who says whose it is, and to no other user', async () => {
    const pool = openTestPool(server.database.url);
    const execution = await liveExecution(pool, owner.ownerId);
    const { blob } = await new PostgresBlobs(pool).keep(execution, Buffer.from('mine'), 'text/plain');
    await pool.end();
    const read = async (caller: Caller, ownerId?: string): Promise<string | number> => {
      const response = await caller.get(
        `/blobs/${blob}${ownerId === undefined ? '' : `?ownerId=${ownerId}`}`,
      );
      return response.ok ? response.text() : response.status;
    };
    expect(await read(owner)).toBe('mine');
    expect(await read(owner, owner.ownerId)).toBe('mine');
    expect(await read(admin, owner.ownerId.toUpperCase())).toBe('mine');
    expect(await read(stranger, owner.ownerId)).toBe(404);
    for (const ownerId of [undefined, '', 'nobody', stranger.ownerId, "' or true; --"]) {
      expect(await read(admin, ownerId)).toBe(404);
    }
  });
});

describe('the list of the executions of one owner', () => {
  const list = async (caller: Caller, filter: ExecutionFilterInput) =>
    (await caller.data(history, { filter })).workflowExecutions;

  it.each<readonly [string, ExecutionFilterInput]>([
    ['nothing else', {}],
    ['how they stand', { status: ['FAILED'] }],
    ['what they are of', { type: ['TEMPLATE', 'CUSTOM'] }],
    ['words of their errors', { errorText: 'int' }],
  ])('is the same for him and for an administrator, and empty for others, by %s', async (_, filter) => {
    const own = await list(owner, filter);
    expect(own.totalCount).toBeGreaterThan(0);
    const named = { ...filter, ownerId: owner.ownerId };
    expect(await list(owner, named)).toEqual(own);
    expect(await list(admin, named)).toEqual(own);
    expect(await list(admin, { ...named, ownerId: owner.ownerId.toUpperCase() })).toEqual(own);
    for (const [caller, of] of [
      [stranger, owner.ownerId],
      [stranger, 'nobody'],
      [admin, 'nobody'],
      [admin, randomUUID()],
    ] as const) {
      expect(await list(caller, { ...filter, ownerId: of })).toMatchObject({ totalCount: 0, nodes: [] });
    }
  });

  it('is not that of an administrator who names nobody', async () => {
    expect(await list(admin, {})).toMatchObject({ totalCount: 0, nodes: [] });
  });

  it('leads an administrator wherever it leads the owner', async () => {
    const fields = Object.keys(typeOf('WorkflowExecution').getFields());
    for (const name of fields) {
      const text = `query ($filter: ExecutionFilterInput) {
        workflowExecutions(filter: $filter, first: 3) { nodes { ${wholly('WorkflowExecution', name)} } } }`;
      const own = await owner.ask(text);
      expect(own.errors).toBeUndefined();
      expect(await admin.ask(text, { filter: { ownerId: owner.ownerId } })).toEqual(own);
    }
  });
});
