import { getIntrospectionQuery, parse, validate } from 'graphql';
import { describe, expect, it } from 'vitest';
import { newViewer } from '../app/app-under-test.ts';
import { TypedDocumentString } from '../support/generated/graphql.ts';
import { provideGraphql, type Variables } from './graphql-under-test.ts';

const { api } = provideGraphql();

const codeOf = async (text: string, variables: Variables = {}) => {
  const { errors } = await api.askText(newViewer(), text, variables);
  return errors?.[0]?.extensions.code;
};
const repeated = (count: number, one: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => one(index)).join(' ');
const fieldsOfTypes = `types { fields { ${repeated(150, (index) => `n${index}: name`)} } }`;
const wide = repeated(1000, (index) => `a${index}: __typename`);

describe('an operation', () => {
  it.each<[string, string]>([
    ['is wider than any interface', `{ viewer { ${wide} } }`],
    [
      'repeats one mutation by aliases',
      `mutation { ${repeated(250, (index) => `m${index}: cancelExecution(id: "x") { __typename }`)} }`,
    ],
    [
      'multiplies lists by lists',
      '{ workflowExecutions(first: 100) { nodes { definition { versions(first: 100) { nodes { version graphHash createdAt definitionId graph { inputs outputs } } } } } } }',
    ],
    ['is far too long', `{ ${repeated(6000, () => '__typename')} }`],
    ['has one word that is far too long', `{ ${'x'.repeat(300_000)} }`],
    ['is empty lines', `{ viewer(x: """${'\n'.repeat(300_000)}""") }`],
    [
      'validates one workflow by aliases',
      `{ ${repeated(21, (index) => `v${index}: validateWorkflow(graph: { nodes: [], edges: [] }) { valid }`)} }`,
    ],
    [
      'reads the schema again and again, by aliases of a fragment, beside something else',
      `{ viewer { role } ...f } fragment f on Query { ${repeated(2, (index) => `s${index}: __schema { ...all }`)} }
       fragment all on __Schema { ${fieldsOfTypes} }`,
    ],
    [
      'reads one list of the schema by aliases',
      `{ __schema { types { ${repeated(1100, (index) => `n${index}: name`)} } } }`,
    ],
    ['is nested deeper than a parser can go', `{ a(b: ${'['.repeat(20_000)}`],
    [
      'grows by fragments of fragments',
      `{ viewer { ...f0 } } ${repeated(12, (index) => `fragment f${index} on Viewer { ...f${index + 1} role ...f${index + 1} }`)} fragment f12 on Viewer { role }`,
    ],
  ])('that %s is refused', async (_, text) => {
    expect(await codeOf(text)).toBe('limit/operation');
  });

  it('that would cost too much is refused before anything runs, and as a subscription before it begins', async () => {
    const requests = api.under.engine.requests.length;
    const run = repeated(
      250,
      (index) => `m${index}: executeWorkflow(input: { target: { chat: {} } }) { __typename }`,
    );
    expect(await codeOf(`mutation { ${run} }`)).toBe('limit/operation');
    expect(api.under.engine.requests).toHaveLength(requests);
    const subscription = new TypedDocumentString<unknown, Variables>(
      `subscription { executionsChanged { ${wide} } }`,
    );
    const stream = await api.watch(newViewer(), subscription, {});
    expect((await stream.next()).value.errors).toMatchObject([{ extensions: { code: 'limit/operation' } }]);
    expect(await stream.next()).toMatchObject({ done: true });
    expect(api.under.changes.subscribers).toBe(0);
  });

  it('counts the items that a variable asks for', async () => {
    const text = `query ($first: Int) { workflowExecutions(first: $first) { nodes { definition { versions(first: 100) { nodes {
      version graphHash createdAt definitionId graph { nodes { id } } } } } } } }`;
    expect(await codeOf(text, { first: 1 })).toBeUndefined();
    expect(await codeOf(text, { first: 100 })).toBe('limit/operation');
  });

  it('that a client really sends is served: introspection, a full page, a full stream of events', async () => {
    expect(validate(api.schema, parse(getIntrospectionQuery()))).toEqual([]);
    expect(await codeOf(getIntrospectionQuery())).toBeUndefined();
    const page = `{ workflowExecutions(first: 100) { edges { cursor node { id type status error { code message nodeId path }
      createdAt startedAt completedAt durationMs usage { totalTokens costUsd modelCalls } definition { id name tags }
      template { id name } } } pageInfo { hasNextPage endCursor } } }`;
    expect(await codeOf(page)).toBeUndefined();
  });
});
