import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { firstOperation } from '../../src/server/welcome.ts';
import { executeSql } from '../support/execute-sql.ts';
import { openTestServer, type TestServer } from '../support/server.ts';
import { openTestPool } from '../support/test-pool.ts';

let server: TestServer;

beforeAll(async () => {
  server = await openTestServer();
});

afterAll(() => server.close());

interface Sent {
  readonly status: number;
  readonly body: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

/** As it is: Node's own client sets what browsers forbid. */
async function send(
  path: string,
  { method = 'POST', headers = {}, body = [] as readonly (string | Buffer)[] } = {},
): Promise<Sent> {
  const request = httpRequest({ host: '127.0.0.1', port: server.port, path, method, headers });
  request.on('error', () => undefined);
  for (const part of body) request.write(part);
  request.end();
  const [response] = await once(request, 'response');
  let text = '';
  for await (const part of response.setEncoding('utf8')) text += part;
  return { status: response.statusCode, body: text, headers: response.headers };
}

const json = { 'content-type': 'application/json' };
const viewer = JSON.stringify({ query: '{ viewer { ownerId } }' });
const codeOf = ({ body }: Sent) => JSON.parse(body).errors[0].extensions.code;

describe('a request', () => {
  it.each([
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'text/plain',
  ])('of type %s, which a page may send across origins unasked, is refused', async (type) => {
    const sent = await send('/graphql', { headers: { 'content-type': type }, body: [viewer] });
    expect([sent.status, codeOf(sent)]).toEqual([415, 'input/invalid']);
  });

  it('that is no JSON, or no object, is refused', async () => {
    for (const body of ['{', '[]', '7', 'null']) {
      const sent = await send('/graphql', { headers: json, body: [body] });
      expect([sent.status, codeOf(sent)]).toEqual([400, 'input/invalid']);
    }
  });

  it('longer than the limit is refused, also when it does not say how long it is', async () => {
    const sent = await send('/graphql', {
      headers: json,
      body: Array.from({ length: 14 }, () => Buffer.alloc(1024 * 1024, 32)),
    });
    expect([sent.status, codeOf(sent)]).toEqual([413, 'limit/request']);
  });

  it('keeps its connection for the next one, for longer than proxies do', async () => {
    const headers = { ...json, connection: 'keep-alive' };
    const sent = await send('/graphql', { headers, body: ['{"query":"{ __typename }"}'] });
    expect(sent.headers['keep-alive']).toBe('timeout=75');
  });

  it('for a subscription that takes only JSON is refused with what to do', async () => {
    const body = [JSON.stringify({ query: 'subscription { executionsChanged { id } }' })];
    const sent = await send('/graphql', { headers: { ...json, accept: 'application/json' }, body });
    expect([sent.status, codeOf(sent)]).toEqual([406, 'input/invalid']);
    expect(JSON.parse(sent.body).errors[0].message).toMatch(/accept text\/event-stream.*WebSocket/);
    const page = await send('/graphql', { headers: { ...json, accept: 'text/html' }, body: [viewer] });
    expect([page.status, codeOf(page)]).toEqual([406, 'input/invalid']);
    expect(JSON.parse(page.body).errors[0].message).toContain('application/json');
  });

  it('that takes no form of the answer changes nothing', async () => {
    const counted = [JSON.stringify({ query: '{ workflowExecutions { totalCount } }' })];
    const count = async () => (await send('/graphql', { headers: json, body: counted })).body;
    const before = await count();
    const graph = '{ nodes: [{ id: "start", type: "start" }], edges: [] }';
    const query = `mutation { executeWorkflow(input: { target: { graph: ${graph} } }) { __typename } }`;
    for (const accept of ['text/html', 'image/*', 'application/json; charset=utf-16', 'nonsense']) {
      const sent = await send('/graphql', {
        headers: { ...json, accept },
        body: [JSON.stringify({ query })],
      });
      expect([accept, sent.status, codeOf(sent)]).toEqual([accept, 406, 'input/invalid']);
    }
    expect(await count()).toBe(before);
  });

  it.each([
    '*/*',
    'application/*',
    'text/html, Application/JSON;q=0.1',
    'application/graphql-response+json; charset=UTF-8',
    'text/event-stream',
    'multipart/mixed',
  ])('that takes %s is answered', async (accept) => {
    expect((await send('/graphql', { headers: { ...json, accept }, body: [viewer] })).status).toBe(200);
  });

  it('by GET may ask, and may not change anything', async () => {
    const asked = await send(`/graphql?query=${encodeURIComponent('{ viewer { role } }')}`, {
      method: 'GET',
    });
    expect(JSON.parse(asked.body).data.viewer.role).toBe('ADMIN');
    const mutation = encodeURIComponent('mutation { cancelExecution(id: "x") { __typename } }');
    expect((await send(`/graphql?query=${mutation}`, { method: 'GET' })).status).toBe(405);
  });

  it('from a page of another origin, or for another host, is refused', async () => {
    for (const headers of [{ origin: 'https://evil.example' }, { host: 'evil.example' }]) {
      const sent = await send('/graphql', { headers: { ...json, ...headers }, body: [viewer] });
      expect([sent.status, codeOf(sent)]).toEqual([403, 'forbidden']);
    }
    const own = { ...json, origin: server.url };
    expect((await send('/graphql', { headers: own, body: [viewer] })).status).toBe(200);
  });

  it('with a wrong key is refused, from this machine too', async () => {
    const { status, errors } = await server.ask(
      '{ viewer { role } }',
      {},
      { authorization: 'Bearer chatter_wrong' },
    );
    expect([status, errors?.[0]?.extensions.code]).toEqual([401, 'unauthenticated']);
  });
});

describe('an operation', () => {
  it('that is printed at the start runs as it is printed', async () => {
    const { data } = await server.ask(firstOperation);
    expect(data.executeWorkflow.execution).toMatchObject({
      status: 'COMPLETED',
      output: { text: 'Hello from Chatter' },
    });
  });

  it('of an execution that waited for months has its times, and no error for the milliseconds between them', async () => {
    const { data } = await server.ask(
      'mutation { executeWorkflow(input: { target: { chat: {} }, message: "hi", model: { provider: "offline", model: "echo" }, waitMs: 20000 }) { ... on ExecuteWorkflowSuccess { execution { id } } } }',
    );
    const { id } = data.executeWorkflow.execution;
    await executeSql(
      server.database.url,
      "update workflow_execution set started_at = started_at - interval '60 days' where id = $1",
      [id],
    );
    await executeSql(
      server.database.url,
      `update execution_event set events = (
        select json_agg(case when event ->> 'type' = 'NodeStarted'
          then jsonb_set(event::jsonb, '{at}', to_jsonb((event ->> 'at')::bigint - 60 * 86400000::bigint)) else event::jsonb end order by place)
        from json_array_elements(events) with ordinality as one (event, place)) where execution_id = $1`,
      [id],
    );
    const answer = await server.ask(
      'query ($id: ID!) { workflowExecution(id: $id) { durationMs completedAt steps { edges { node { path durationMs } } } } executionEvents(executionId: $id) { events { ... on NodeCompleted { path durationMs } } } }',
      { id },
    );
    expect(answer.errors).toBeUndefined();
    expect(answer.data.workflowExecution).toMatchObject({
      durationMs: null,
      completedAt: expect.any(String),
    });
  });

  it('passes the id of its trace, or the one it was given, on to the execution', async () => {
    const trace = '4bf92f3577b34da6a3ce929d0e0e4736';
    const run = async (headers: Readonly<Record<string, string>>) => {
      const { data } = await server.ask(
        'mutation { executeWorkflow(input: { target: { chat: {} }, message: "hi", model: { provider: "offline", model: "echo" } }) { ... on ExecuteWorkflowSuccess { execution { correlationId } } } }',
        {},
        headers,
      );
      return data.executeWorkflow.execution.correlationId;
    };
    expect(await run({ traceparent: `00-${trace}-00f067aa0ba902b7-01` })).toBe(trace);
    expect(await run({ 'x-request-id': 'request-7' })).toBe('request-7');
  });

  it.each([
    ['an unknown field', '{ nope }', {}],
    ['a variable of the wrong type', 'query ($id: ID!) { workflowExecution(id: $id) { id } }', { id: {} }],
    ['a missing variable', 'query ($id: ID!) { workflowExecution(id: $id) { id } }', {}],
    [
      'a cursor that is none',
      'query { workflowExecutions(first: 1, after: "zzz") { edges { cursor } } }',
      {},
    ],
    [
      'a waiting time out of range',
      'mutation { executeWorkflow(input: { target: { chat: {} }, message: "hi", waitMs: 99999999 }) { __typename ... on Error { code } } }',
      {},
    ],
  ])('with %s gets a typed answer, never a 500', async (_, query, variables) => {
    const { status, errors, data } = await server.ask(query, variables);
    expect(status).toBeLessThan(500);
    const code = errors?.[0]?.extensions.code ?? data.executeWorkflow.code;
    expect(code).toMatch(/^(input|cursor)\/invalid$|^GRAPHQL_VALIDATION_FAILED$|^BAD_USER_INPUT$/);
  });

  it('with a message of ten megabytes, NUL, half a character or a hostile key is refused, and nothing is kept', async () => {
    const run =
      'mutation ($message: String = "hi", $input: JSON) { executeWorkflow(input: { target: { chat: {} }, message: $message, input: $input }) { __typename ... on Error { code } } }';
    const pool = openTestPool(server.database.url);
    const count = async () =>
      (await pool.query('select count(*)::int as n from workflow_execution')).rows[0].n;
    const before = await count();
    const bodies = [
      JSON.stringify({ message: 'x'.repeat(10_000_000) }),
      JSON.stringify({ message: 'a\0b' }),
      JSON.stringify({ message: '\ud800' }),
      '{"input": {"__proto__": {"admin": true}}}',
      `{"input": ${'['.repeat(5000)}${']'.repeat(5000)}}`,
    ];
    for (const variables of bodies) {
      const body = [`{"query": ${JSON.stringify(run)}, "variables": ${variables}}`];
      const sent = await send('/graphql', { headers: json, body });
      expect(sent.status).toBeLessThan(500);
      const { data, errors } = JSON.parse(sent.body);
      expect(data?.executeWorkflow?.code ?? errors?.[0]?.extensions.code).toBe('input/invalid');
    }
    expect(await count()).toBe(before);
    await pool.end();
  });

  it('on something unknown, or malformed, finds nothing', async () => {
    for (const id of ['00000000-0000-4000-8000-000000000000', 'nope', "'; drop table x"]) {
      const { data } = await server.ask('query ($id: ID!) { workflowExecution(id: $id) { id } }', { id });
      expect(data).toEqual({ workflowExecution: null });
    }
  });
});

describe('what operators and newcomers look at', () => {
  it('GraphiQL loads nothing from anywhere else', async () => {
    const { status, body } = await send('/graphiql', { method: 'GET' });
    expect(status).toBe(200);
    expect(body).not.toMatch(/<(script|link)[^>]+(src|href)="(https?:)?\/\//);
  });

  it('GraphiQL begins with the operation that the terminal shows', async () => {
    const { body } = await send('/graphiql', { method: 'GET' });
    expect(body).toContain(JSON.stringify(firstOperation));
  });

  it.each(['/', '/graphql'])('%s leads a browser to GraphiQL', async (path) => {
    const headers = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };
    const page = await fetch(new URL(path, server.url), { headers, redirect: 'manual' });
    expect(page.status).toBe(302);
    expect(page.headers.get('location')).toBe('/graphiql');
  });

  it('/graphql answers an operation in its address, whoever asks', async () => {
    const headers = { accept: 'text/html,application/json' };
    const answer = await fetch(new URL('/graphql?query={__typename}', server.url), { headers });
    expect(await answer.json()).toEqual({ data: { __typename: 'Query' } });
  });

  it('health, readiness and metrics answer', async () => {
    expect((await send('/health', { method: 'GET' })).body).toBe('ok\n');
    expect((await send('/ready', { method: 'GET' })).status).toBe(200);
    const { body } = await send('/metrics', { method: 'GET' });
    expect(body).toContain('chatter_executions_ended_total{type="chat",status="completed"}');
    expect(body).toContain('chatter_subscribers 0');
  });

  it('every metric has its line in the documentation, and no other has one', async () => {
    const { body } = await send('/metrics', { method: 'GET' });
    const page = await readFile(join(import.meta.dirname, '../../docs/observability.md'), 'utf8');
    const shown = [...body.matchAll(/^# TYPE (chatter_\w+) /gm)].map(([, name]) => name);
    const documented = [...page.matchAll(/^\| `(chatter_\w+)` /gm)].map(([, name]) => name);
    expect(documented.toSorted()).toEqual(shown.toSorted());
  });

  it('anything else is not there', async () => {
    expect((await send('/nope', { method: 'GET' })).status).toBe(404);
  });
});
