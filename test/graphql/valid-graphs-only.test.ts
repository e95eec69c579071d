import { execute, parse } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createGraphqlContexts, createSchema } from '../../src/graphql/index.ts';
import type { Runtime } from '../../src/server/open-runtime.ts';
import { writeTemplateFile } from '../../src/templates/index.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { executeSql } from '../support/execute-sql.ts';
import { openTestRuntime, testViewer } from '../support/runtime.ts';

const schema = createSchema();

const start = { id: 'start', type: 'start' };
const ask = (config: object) => ({
  nodes: [start, { id: 'ask', type: 'model', config: { provider: 'offline', model: 'echo', ...config } }],
  edges: [{ source: 'start', target: 'ask' }],
});
const sound = ask({ prompt: 'hello' });
const token = ['ghp', 'a8Fz0Q1kLm2Np3Rs4Tu5Vw6Xy7Zb8Cd9Ef0G'].join('_');

/** One for each layer, each with the code that refuses it. */
const faults = {
  schema: ['node/config-invalid', ask({ promt: 'hello' })],
  structure: ['edge/unknown-target', { ...sound, edges: [{ source: 'start', target: 'aks' }] }],
  security: ['secret/literal', ask({ prompt: `Authorise with ${token}` })],
  capability: ['model/unknown', ask({ prompt: 'hello', model: 'ehco' })],
} as const;
type Layer = keyof typeof faults;
const layers = ['schema', 'structure', 'security', 'capability'] as const;
/** Without what may still be provided: whether models exist is asked of what a template makes, not of the template. */
const layersOfDocuments = ['schema', 'structure', 'security'] as const;

/** A definition and a template with a graph in every place that may hold one, put there behind the server's back. */
interface Planted {
  readonly definition: string;
  readonly template: string;
}

interface Way {
  readonly layers: readonly Layer[];
  readonly variables: (planted: Planted, graph: object) => Record<string, unknown>;
}

const ofDefinitions = (variables: Way['variables']): Way => ({ layers, variables });
const ofTemplates = (variables: Way['variables']): Way => ({ layers: layersOfDocuments, variables });
const saved = { name: 'x', description: 'x' };

function fileOf(graph: object): object {
  const content = { graph: JSON.parse(JSON.stringify(graph)), parameters: {} };
  const requirements = { tools: [], models: [], documents: [] };
  return writeTemplateFile({ ...saved, category: 'custom', tags: [], requirements, ...content });
}

/** Every way in which a mutation takes a graph: brought along, or by the id of what holds one. */
const ways: Readonly<Record<string, readonly Way[]>> = {
  createWorkflowDefinition: [ofDefinitions((_, graph) => ({ input: { name: 'x', graph } }))],
  updateWorkflowDefinition: [
    ofDefinitions(({ definition }, graph) => ({ input: { id: definition, expectedVersion: 1, graph } })),
  ],
  publishWorkflowDefinition: [ofDefinitions(({ definition }) => ({ id: definition }))],
  restoreWorkflowDefinitionVersion: [ofDefinitions(({ definition }) => ({ id: definition, version: 1 }))],
  duplicateWorkflowDefinition: [ofDefinitions(({ definition }) => ({ id: definition }))],
  createDefinitionFromTemplate: [ofDefinitions(({ template }) => ({ input: { templateId: template } }))],
  createWorkflowTemplate: [
    ofTemplates((_, graph) => ({ input: { ...saved, graph } })),
    ofTemplates(({ definition }) => ({ input: { ...saved, definition: { id: definition, draft: true } } })),
  ],
  updateWorkflowTemplate: [
    ofTemplates(({ template }, graph) => ({ input: { id: template, expectedVersion: 1, graph } })),
  ],
  duplicateWorkflowTemplate: [ofTemplates(({ template }) => ({ id: template }))],
  // What is missing may still be provided.
  importWorkflow: [
    { layers: layersOfDocuments, variables: (_, graph) => ({ input: { name: 'x', workflow: graph } }) },
  ],
  importWorkflowTemplate: [ofTemplates((_, graph) => ({ input: { template: fileOf(graph) } }))],
  executeWorkflow: [
    { graph: true },
    { template: true },
    { templateId: true },
    { definitionId: true },
    { definition: { draft: true } },
    { definition: { version: 1 } },
  ].map((target) =>
    ofDefinitions(({ definition, template }, graph) => ({
      input: {
        target: {
          ...('graph' in target ? { graph } : {}),
          ...('template' in target ? { template: { graph } } : {}),
          ...('templateId' in target ? { templateId: template } : {}),
          ...('definitionId' in target ? { definitionId: definition } : {}),
          ...('definition' in target ? { definition: { id: definition, ...target.definition } } : {}),
        },
      },
    })),
  ),
};

/** They neither bring a graph, nor copy one, nor run one. */
const withoutGraph = [
  'archiveWorkflowDefinition',
  'cancelExecution',
  'createApiKey',
  'createConversation',
  'deleteConversation',
  'deleteExecution',
  'deleteSecret',
  'deleteWorkflowDefinition',
  'deleteWorkflowTemplate',
  'rateWorkflowTemplate',
  'revokeApiKey',
  'setSecret',
  'updateConversation',
];

let database: TestDatabase;
let runtime: Runtime;

beforeAll(async () => {
  database = await createTestDatabase();
  runtime = await openTestRuntime({ url: database.url, concurrency: 0 });
});
afterAll(async () => {
  await runtime.close();
  await database.drop();
});

async function planted(graph: object): Promise<Planted> {
  const { app } = runtime;
  const described = { ...saved, tags: [], isPublic: false, graph: sound };
  const definition = await app.createDefinition(testViewer, described);
  await app.publishDefinition(testViewer, { id: definition.id, expectedVersion: null });
  const more = { category: null, parameters: null, baseTemplateId: null };
  const template = await app.createTemplate(testViewer, { ...described, ...more });
  const put = (table: string, column: string, key: string, id: string) =>
    executeSql(database.url, `update ${table} set ${column} = $1 where ${key} = $2`, [graph, id]);
  await put('workflow_definition', 'draft', 'id', definition.id);
  await put('workflow_definition_version', 'graph', 'definition_id', definition.id);
  await put('workflow_template', 'graph', 'id', template.id);
  return { definition: definition.id, template: template.id };
}

/** Everything that is kept of workflows. */
async function kept(): Promise<readonly object[]> {
  const tables = [
    'workflow_definition',
    'workflow_definition_version',
    'workflow_template',
    'workflow_execution',
  ];
  const counts = tables.map(
    (table) =>
      `select '${table}' as name, md5(string_agg(t::text, '' order by t::text)) as content from ${table} t`,
  );
  return executeSql(database.url, counts.join(' union all '));
}

async function answerTo(name: string, variableValues: Record<string, unknown>) {
  const field = schema.getMutationType()?.getFields()[name];
  const used = (field?.args ?? []).filter((one) => one.name in variableValues);
  const declared = used.map((one) => `$${one.name}: ${one.type}`).join(', ');
  const passed = used.map((one) => `${one.name}: $${one.name}`).join(', ');
  const issues = '... on ValidationError { result { valid issues { code severity path message } } }';
  const document = parse(
    `mutation (${declared}) { ${name}(${passed}) { __typename ... on Error { code } ${issues} } }`,
  );
  const contextValue = createGraphqlContexts(runtime.app)(testViewer);
  const { data, errors } = await execute({ schema, document, contextValue, variableValues });
  expect(errors).toBeUndefined();
  return data?.[name];
}

describe('P9: no operation stores or runs an invalid graph', () => {
  it('is shown for every mutation of the schema that has to do with graphs', () => {
    const all = Object.keys(schema.getMutationType()?.getFields() ?? {});
    expect(all.toSorted()).toEqual([...Object.keys(ways), ...withoutGraph].toSorted());
  });

  const cases = Object.entries(ways).flatMap(([name, all]) =>
    all.flatMap((way, index) => way.layers.map((layer) => ({ name, index, layer, way }))),
  );

  it.each(cases)('$name ($index) refuses a fault of the layer $layer', async ({ name, layer, way }) => {
    const [code, graph] = faults[layer];
    const holders = await planted(graph);
    const before = await kept();
    const answer = await answerTo(name, way.variables(holders, graph));
    expect(answer).toMatchObject({ __typename: 'ValidationError', result: { valid: false } });
    expect(answer).toMatchObject({
      result: { issues: expect.arrayContaining([expect.objectContaining({ code, severity: 'ERROR' })]) },
    });
    expect(await kept()).toEqual(before);
  });

  it.each(
    Object.entries(ways).flatMap(([name, all]) => all.map((way, index) => ({ name, index, way }))),
  )('$name ($index) takes the same with a sound graph', async ({ name, way }) => {
    const holders = await planted(sound);
    const answer = await answerTo(name, way.variables(holders, sound));
    expect(answer).toMatchObject({ __typename: expect.stringMatching(/Success$/) });
  });
});
