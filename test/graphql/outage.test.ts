import { execute, type GraphQLField, getNamedType, isCompositeType, isObjectType, validate } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { App } from '../../src/app/index.ts';
import { createGraphqlContexts, createSchema, maskError, parseOperation } from '../../src/graphql/index.ts';
import type { Runtime } from '../../src/server/open-runtime.ts';
import { anyDefinition, modelDocument } from '../app/app-under-test.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { type DatabaseProxy, proxyDatabase } from '../support/database-proxy.ts';
import { executeSql } from '../support/execute-sql.ts';
import { execute as executeGraph, openTestRuntime, sequence, testViewer } from '../support/runtime.ts';

type Variables = Readonly<Record<string, unknown>>;

/** What there is to ask for. */
interface Belongings {
  readonly conversation: string;
  readonly definition: string;
  readonly template: string;
  readonly templateFile: unknown;
  /** Ended. */
  readonly execution: string;
  /** Waits for a day. */
  readonly waiting: string;
  readonly apiKey: string;
}

const someDays = { from: '2026-01-01T00:00:00Z', to: '2026-02-01T00:00:00Z' };
const graph = { nodes: [{ id: 'start', type: 'start' }], edges: [] };
const callsDefinition = ({ definition }: Belongings) => ({
  nodes: [...graph.nodes, { id: 'sub', type: 'subworkflow', config: { definitionId: definition } }],
  edges: [{ source: 'start', target: 'sub' }],
});

/** Every query and mutation, with arguments that are right. What is named is gone after the last ones. */
const cases: Readonly<Record<string, (one: Belongings) => Variables>> = {
  'Query.apiKeys': () => ({}),
  'Query.conversation': (one) => ({ id: one.conversation }),
  'Query.conversations': () => ({}),
  'Query.diffWorkflowVersions': (one) => ({ definitionId: one.definition, from: 1 }),
  'Query.executionEvents': (one) => ({ executionId: one.execution }),
  'Query.executionSummary': () => ({}),
  'Query.exportWorkflow': (one) => ({ definitionId: one.definition }),
  'Query.exportWorkflowTemplate': (one) => ({ id: one.template }),
  'Query.secrets': () => ({}),
  'Query.templateAnalytics': (one) => ({ templateId: one.template }),
  'Query.topTemplates': () => ({}),
  'Query.validateWorkflow': (one) => ({ graph: callsDefinition(one) }),
  'Query.workflowAnalytics': () => someDays,
  'Query.workflowDefinition': (one) => ({ id: one.definition }),
  'Query.workflowDefinitions': () => ({}),
  'Query.workflowExecution': (one) => ({ id: one.execution }),
  'Query.workflowExecutions': () => ({}),
  'Query.workflowTemplate': (one) => ({ id: one.template }),
  'Query.workflowTemplates': () => ({}),
  'Mutation.archiveWorkflowDefinition': (one) => ({ id: one.definition, archived: false }),
  'Mutation.createApiKey': () => ({ input: { name: 'new', role: 'ADMIN' } }),
  'Mutation.createConversation': () => ({ input: { title: 'new' } }),
  'Mutation.createDefinitionFromTemplate': (one) => ({ input: { templateId: one.template } }),
  'Mutation.createWorkflowDefinition': () => ({ input: { name: 'new', graph } }),
  'Mutation.createWorkflowTemplate': () => ({ input: { name: 'new', description: 'new', graph } }),
  'Mutation.duplicateWorkflowDefinition': (one) => ({ id: one.definition }),
  'Mutation.duplicateWorkflowTemplate': (one) => ({ id: one.template }),
  'Mutation.executeWorkflow': () => ({ input: { target: { graph }, waitMs: 20_000 } }),
  'Mutation.importWorkflow': () => ({ input: { workflow: { name: 'new', ...graph } } }),
  'Mutation.importWorkflowTemplate': (one) => ({ input: { template: one.templateFile } }),
  'Mutation.publishWorkflowDefinition': (one) => ({ id: one.definition }),
  'Mutation.rateWorkflowTemplate': (one) => ({ id: one.template, rating: 3 }),
  'Mutation.setSecret': () => ({ input: { name: 'NEW', value: 'a-new-value' } }),
  'Mutation.updateConversation': (one) => ({ input: { id: one.conversation, title: 'new' } }),
  'Mutation.updateWorkflowDefinition': (one) => ({
    input: { id: one.definition, expectedVersion: 1, name: 'new' },
  }),
  'Mutation.restoreWorkflowDefinitionVersion': (one) => ({ id: one.definition, version: 1 }),
  'Mutation.updateWorkflowTemplate': (one) => ({
    input: { id: one.template, expectedVersion: 1, name: 'new' },
  }),
  'Mutation.cancelExecution': (one) => ({ id: one.waiting }),
  'Mutation.revokeApiKey': (one) => ({ id: one.apiKey }),
  'Mutation.deleteConversation': (one) => ({ id: one.conversation }),
  'Mutation.deleteSecret': () => ({ name: 'NEW' }),
  'Mutation.deleteExecution': (one) => ({ id: one.execution }),
  'Mutation.deleteWorkflowTemplate': (one) => ({ id: one.template }),
  'Mutation.deleteWorkflowDefinition': (one) => ({ id: one.definition }),
};

/** These ask no database. */
const answeredAnyway: Readonly<Record<string, Variables>> = {
  'Query.analyzeWorkflow': { graph },
  'Query.models': {},
  'Query.nodeTypes': {},
  'Query.validateWorkflowTemplate': { template: { graph } },
  'Query.viewer': {},
};

const schema = createSchema();
const fields: ReadonlyMap<string, GraphQLField<unknown, unknown>> = new Map(
  [schema.getQueryType(), schema.getMutationType()].flatMap((type) =>
    Object.values(type?.getFields() ?? {}).map((field) => [`${type?.name}.${field.name}`, field] as const),
  ),
);

let database: TestDatabase;
let proxy: DatabaseProxy;
let runtime: Runtime;
let belongings: Belongings;

beforeAll(async () => {
  database = await createTestDatabase();
  proxy = await proxyDatabase(database.url);
  runtime = await openTestRuntime({ url: proxy.url });
  belongings = await belongingsIn(runtime.app);
});

afterAll(async () => {
  await runtime.close();
  await proxy.close();
  await database.drop();
});

async function belongingsIn(app: App): Promise<Belongings> {
  const shared = { name: 'Mine', tags: [], isPublic: false, graph: modelDocument() };
  const definition = await app.createDefinition(testViewer, { ...shared, description: null });
  await app.publishDefinition(testViewer, { id: definition.id, expectedVersion: null });
  const more = { description: 'Mine', category: null, parameters: null, baseTemplateId: null };
  const template = await app.createTemplate(testViewer, { ...shared, ...more });
  await app.createApiKey(testViewer, { name: 'admin', role: 'admin', ownerId: null });
  const conversation = await app.createConversation(testViewer, { title: 'Mine' });
  const { apiKey } = await app.createApiKey(testViewer, { name: 'mine', role: 'user', ownerId: null });
  const ended = await executeGraph(app, graph, { waitMs: 20_000 });
  const aDay = { type: 'delay', config: { type: 'fixed', durationMs: 86_400_000 } };
  const waiting = await executeGraph(app, sequence(aDay));
  return {
    conversation: conversation.id,
    definition: definition.id,
    template: template.id,
    templateFile: await app.exportTemplate(testViewer, template.id),
    apiKey: apiKey.id,
    execution: ended.id,
    waiting: waiting.id,
  };
}

interface Answer {
  readonly data?: Readonly<Record<string, unknown>> | null;
  readonly errors?: readonly unknown[];
}

/** As JSON carries it to whoever asks for as little of this field as possible. */
async function answerTo(name: string, given: Variables): Promise<Answer> {
  const field = fields.get(name);
  if (!field) throw new Error(`${name} is not in the schema`);
  const document = parseOperation(operationFor(name, field, given));
  expect(validate(schema, document)).toEqual([]);
  const contextValue = createGraphqlContexts(runtime.app)(testViewer);
  const { data, errors } = await execute({ schema, document, contextValue, variableValues: given });
  return JSON.parse(JSON.stringify({ data, errors: errors?.map(maskError) }));
}

function operationFor(name: string, field: GraphQLField<unknown, unknown>, given: Variables): string {
  const used = field.args.filter((argument) => argument.name in given);
  const declared = used.map((argument) => `$${argument.name}: ${argument.type}`).join(', ');
  const passed = used.map((argument) => `${argument.name}: $${argument.name}`).join(', ');
  const operation = name.startsWith('Query.') ? 'query' : 'mutation';
  const type = getNamedType(field.type);
  const isConnection = isObjectType(type) && 'pageInfo' in type.getFields();
  const selection = isConnection ? '{ nodes { __typename } }' : '{ __typename }';
  const named = used.length === 0 ? field.name : `${field.name}(${passed})`;
  const variables = used.length === 0 ? '' : `(${declared})`;
  return `${operation} ${variables} { ${named} ${isCompositeType(type) ? selection : ''} }`;
}

/** Everything that a mutation could have changed. */
async function state(): Promise<unknown> {
  const { app } = runtime;
  const page = { first: null, after: null };
  const ofTemplates = { name: null, text: null, tag: null, category: null, from: 'own' } as const;
  return {
    definitions: await app.listDefinitions(testViewer, { filter: anyDefinition, page }),
    templates: await app.listTemplates(testViewer, { filter: ofTemplates, page }),
    apiKeys: await app.listApiKeys(testViewer),
    conversations: await app.listConversations(testViewer, page),
    secrets: await app.listSecrets(testViewer, page),
    executions: await executeSql(database.url, 'select id from workflow_execution order by id'),
  };
}

describe('while the database is away', () => {
  it('every query and every mutation is tried', () => {
    const tried = [...Object.keys(cases), ...Object.keys(answeredAnyway)];
    expect(tried.toSorted()).toEqual([...fields.keys()].toSorted());
  });

  it('each says database/unavailable and nothing more, changes nothing, and answers again afterwards', async () => {
    const before = await state();
    await proxy.goAway();
    for (const [name, given] of Object.entries(cases)) {
      const { errors } = await answerTo(name, given(belongings));
      const [, field] = name.split('.');
      expect(errors, name).toEqual([
        {
          message: 'the database does not answer: try again',
          locations: expect.anything(),
          path: [field],
          extensions: { code: 'database/unavailable', retryable: true },
        },
      ]);
    }
    for (const [name, given] of Object.entries(answeredAnyway))
      expect(await answerTo(name, given), name).toEqual({ data: expect.anything() });
    await proxy.comeBack();
    expect(await state()).toEqual(before);
    for (const [name, given] of Object.entries(cases)) {
      const { data, errors } = await answerTo(name, given(belongings));
      expect(errors, name).toBeUndefined();
      const [, field = ''] = name.split('.');
      const done = { __typename: expect.stringMatching(/Success$/) };
      expect(data?.[field], name).toEqual(name.startsWith('Mutation.') ? done : expect.anything());
    }
  });
});
