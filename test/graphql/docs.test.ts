import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { getVariableValues, Kind, parse, validate } from 'graphql';
import { describe, expect, it } from 'vitest';
import { createSchema } from '../../src/graphql/index.ts';
import { operationLimits } from '../../src/graphql/operation-limits.ts';
import { historyLimits } from '../../src/runtime/ports/conversation-store.ts';
import { newViewer } from '../app/app-under-test.ts';
import { provideGraphql } from './graphql-under-test.ts';

const pages = ['api.md', 'clients.md', 'analytics.md', 'templates.md', 'definitions.md'];
const text = pages
  .map((page) => readFileSync(join(import.meta.dirname, '../../docs', page), 'utf8'))
  .join('\n');
const schema = createSchema();

interface Example {
  readonly operation: string;
  /** The JSON that stands below it. */
  readonly variables: string | undefined;
}

const examples: readonly Example[] = [
  ...text.matchAll(/```graphql\n([\s\S]*?)```(?:\s*```json\n([\s\S]*?)```)?/g),
].map(([, operation = '', variables]) => ({ operation, variables }));

const titled = examples.map((one) => [/^\w+ \w+/.exec(one.operation)?.[0] ?? one.operation, one] as const);

describe('an example of the pages on the API', () => {
  it('is found wherever there is one', () => {
    expect(examples).toHaveLength(text.split('```graphql').length - 1);
    expect(examples.length).toBeGreaterThan(8);
  });

  it.each(titled)('is an operation of the schema: %s', (_, { operation }) => {
    expect(validate(schema, parse(operation))).toEqual([]);
  });

  it.each(
    titled.filter(([, { variables }]) => variables !== undefined),
  )('has variables that fit: %s', (_, one) => {
    const { definitions } = parse(one.operation);
    const [operation] = definitions;
    const declared =
      operation?.kind === Kind.OPERATION_DEFINITION ? (operation.variableDefinitions ?? []) : [];
    expect(getVariableValues(schema, declared, JSON.parse(one.variables ?? ''))).not.toHaveProperty('errors');
  });
});

describe('what the examples of docs/api.md begin or save', () => {
  const { api } = provideGraphql();

  it.each([
    'mutation Execute',
    'mutation Ask',
    'mutation CreateDefinition',
    'mutation CreateTemplate',
    'mutation SaveTemplate',
    'mutation Import',
  ])('is accepted: %s', async (title) => {
    const { operation = '', variables = '{}' } = titled.find(([name]) => name === title)?.[1] ?? {};
    const asking = operation.replace('... on Error {', '__typename ... on Error {');
    const { data, errors } = await api.askText<Record<string, unknown>>(
      newViewer(),
      asking,
      JSON.parse(variables),
    );
    expect(errors).toBeUndefined();
    expect(Object.values(data ?? {})).toMatchObject([{ __typename: expect.stringMatching(/Success$/) }]);
  });

  it('is a conversation: it is begun, something is said in it, and it is read', async () => {
    const viewer = newViewer();
    const ask = async (title: string, more: object) => {
      const { operation = '', variables = '{}' } = titled.find(([name]) => name === title)?.[1] ?? {};
      const given = { ...JSON.parse(variables), ...more };
      const { data, errors } = await api.askText<Record<string, unknown>>(viewer, operation, given);
      expect(errors).toBeUndefined();
      return JSON.stringify(data);
    };
    const id = /"id":"([^"]+)"/.exec(await ask('mutation BeginConversation', {}))?.[1];
    expect(await ask('mutation Say', { conversationId: id })).toContain('"status":"QUEUED"');
    expect(await ask('query Conversation', { id })).toContain('"title":"The sky"');
  });
});

describe('docs/api.md', () => {
  it('says how much of a conversation an execution begins with', () => {
    const page = text.replaceAll(/\s+/g, ' ');
    const { turns, bytes } = historyLimits;
    expect(page).toContain(`at most the latest ${turns} turns and ${bytes.toLocaleString('en')} bytes`);
  });

  it('names every error type and every limit as it is', () => {
    const union = schema.getType('ExecuteWorkflowResult');
    const members = union && 'getTypes' in union ? union.getTypes().map(({ name }) => name) : [];
    for (const name of members.filter((one) => one.endsWith('Error'))) expect(text).toContain(`\`${name}\``);
    const { maxTokens, maxNesting, maxDepth, maxBreadth, maxComplexity } = operationLimits;
    for (const limit of [maxTokens, maxNesting, maxDepth, maxBreadth, maxComplexity]) {
      expect(text).toMatch(new RegExp(`\\b${limit}\\b`));
    }
  });
});
