import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readConfig } from '../../src/server/config.ts';
import { type RunningServer, startServer } from '../../src/server/start-server.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { silentLog } from '../support/silent-log.ts';

const page = readFileSync(join(import.meta.dirname, '../../docs/migrating-from-chatter.md'), 'utf8');

/** Every operation that the former system had, in the order of its own documentation. */
const operations = [
  'POST /definitions',
  'POST /definitions/from-template',
  'GET /definitions',
  'GET /definitions/{id}',
  'PUT /definitions/{id}',
  'DELETE /definitions/{id}',
  'POST /definitions/validate',
  'POST /definitions/{id}/execute',
  'GET /definitions/{id}/analytics',
  'GET /definitions/{id}/executions',
  'GET /definitions/{id}/executions/{eid}',
  'GET /definitions/{id}/executions/{eid}/logs',
  'POST /definitions/custom/execute',
  'POST /templates',
  'GET /templates',
  'PUT /templates/{id}',
  'DELETE /templates/{id}',
  'GET /templates/{id}/export',
  'POST /templates/import',
  'GET /templates/{id}/load',
  'POST /templates/validate',
  'POST /templates/{id}/execute',
  'POST /templates/execute',
  'GET /node-types',
  'GET /node-types/modern',
  'GET /executions',
  'POST /execute/chat',
  'POST /execute/chat/streaming',
  'POST /memory/configure',
  'POST /tools/configure',
  'GET /defaults',
];

interface Section {
  readonly title: string;
  readonly before: string | undefined;
  readonly now: string | undefined;
  readonly variables: string;
  readonly text: string;
}

const sections: readonly Section[] = page
  .split(/^### /m)
  .slice(1)
  .map((text) => ({
    title: text.slice(0, text.indexOf('\n')),
    before: /```text\n([\s\S]*?)```/.exec(text)?.[1],
    now: /```graphql\n([\s\S]*?)```/.exec(text)?.[1],
    variables: /```json\n([\s\S]*?)```/.exec(text)?.[1] ?? '{}',
    text,
  }));

describe('docs/migrating-from-chatter.md', () => {
  it('has every operation, once, with what it was, and with what takes its place or when that comes', () => {
    expect(sections.map(({ title }) => title)).toEqual(
      operations.map((operation, index) => `${index + 1}. \`${operation}\``),
    );
    for (const { title, before, now, text } of sections) {
      expect(before, title).toBeDefined();
      expect(now !== undefined || text.includes('Comes later'), title).toBe(true);
    }
  });
});

describe('an example of docs/migrating-from-chatter.md', () => {
  let database: TestDatabase;
  let server: RunningServer;
  /** What the placeholders of the page stand for. */
  const ids: Record<string, string> = {};

  beforeAll(async () => {
    database = await createTestDatabase();
    server = await startServer(readConfig({ DATABASE_URL: database.url, PORT: '0' }), silentLog);
    const idOf = async (number: number, path: RegExp) =>
      path.exec(JSON.stringify(await answerTo(number)))?.[1] ?? '';
    ids.DEFINITION_ID = await idOf(1, /"id":"([^"]+)"/);
    ids.TEMPLATE_ID = await idOf(14, /"id":"([^"]+)"/);
    ids.EXECUTION_ID = await idOf(8, /"id":"([^"]+)"/);
    ids.CONVERSATION_ID = await newConversation();
  });
  afterAll(async () => {
    await server.close();
    await database.drop();
  });

  async function newConversation(): Promise<string> {
    const query = `mutation {
      createConversation(input: { title: "Talk" }) { ... on CreateConversationSuccess { conversation { id } } }
    }`;
    const response = await fetch(new URL('/graphql', server.url), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query }),
    });
    return /"id":"([^"]+)"/.exec(await response.text())?.[1] ?? '';
  }

  async function answerTo(number: number): Promise<unknown> {
    const { now = '', variables } = sections[number - 1] ?? { variables: '{}' };
    const filled = variables.replaceAll(/[A-Z]+_ID/g, (name) => ids[name] ?? name);
    const isStream = now.startsWith('subscription');
    const response = await fetch(new URL('/graphql', server.url), {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(isStream ? { accept: 'text/event-stream' } : {}) },
      body: JSON.stringify({ query: now, variables: JSON.parse(filled) }),
    });
    return isStream ? response.text() : response.json();
  }

  const numbers = sections.flatMap(({ now }, index) => (now === undefined ? [] : [index + 1]));
  // What is deleted is needed by the others.
  const deleting = [6, 17];
  const inOrder = [...numbers.filter((number) => !deleting.includes(number)), ...deleting];

  it.each(
    inOrder.map((number) => [sections[number - 1]?.title ?? '', number] as const),
  )('does what it says: %s', async (_, number) => {
    const answer = await answerTo(number);
    const text = typeof answer === 'string' ? answer : JSON.stringify(answer);
    expect(text).not.toContain('"errors"');
    expect(text).not.toMatch(/"data":\{"\w+":(null|\{"code")/);
    if (typeof answer === 'string') expect(text).toContain('TextDelta');
    if (number === 8 || number === 27) expect(text).toContain('"text":"Hi"');
    if (number === 27) expect(text).toContain(`"conversation":{"id":"${ids.CONVERSATION_ID}"`);
  });
});
