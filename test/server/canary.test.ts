import { inspect } from 'node:util';
import { trace } from '@opentelemetry/api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ServerLog } from '../../src/runtime/ports/server-log.ts';
import { tablesHolding } from '../support/database-search.ts';
import { type Answering, HttpTestServer } from '../support/http-server.ts';
import { RecordedSpans } from '../support/recorded-spans.ts';
import { sequence } from '../support/runtime.ts';
import { openTestServer, type TestServer } from '../support/server.ts';

const canary = 'cäna/ry+"7"&<k>-0123456789';
const base64 = (text: string) => Buffer.from(text).toString('base64');

/** The canary as it may stand somewhere, and parts of that which would be enough. */
const forms = [
  canary,
  'ry+"7"&<k>',
  '-0123456789',
  'cäna/ry+',
  JSON.stringify(canary).slice(1, -1),
  encodeURIComponent(canary),
  new URLSearchParams([['', canary]]).toString().slice(1),
  base64(canary),
  base64(`me:${canary}`).slice(4),
  base64(canary).slice(4, 24),
  Buffer.from(canary).toString('hex'),
];

const lines: unknown[] = [];
const note =
  (level: string) =>
  (...line: readonly unknown[]) =>
    void lines.push([level, ...line]);
const log: ServerLog = { info: note('info'), warn: note('warn'), error: note('error') };

const spans = new RecordedSpans();
let chatter: TestServer;
let remote: HttpTestServer;

beforeAll(async () => {
  trace.setGlobalTracerProvider(spans);
  remote = await HttpTestServer.open();
  const environment = {
    CHATTER_SECRET_KEY: Buffer.alloc(32, 7).toString('base64'),
    CHATTER_HTTP_ALLOW: '127.0.0.1',
  };
  chatter = await openTestServer({ environment, log });
  await chatter.ask(
    'mutation ($value: String!) { setSecret(input: { name: "CANARY", value: $value }) { __typename } }',
    { value: canary },
  );
});

afterAll(async () => {
  await chatter.close();
  await remote.close();
  trace.disable();
});

/** Everything that the API says of an execution that asks the remote server in this way, and how it ended. */
async function executed(config: object, answer: Answering) {
  remote.answer(answer);
  const node = {
    type: 'http_request',
    config: { url: `${remote.url}/control-word`, ...config },
    retry: { maxAttempts: 2, backoffMs: 1 },
  };
  const graph = { ...sequence(node), outputs: { all: 'nodes.n1.output' } };
  const begun = await chatter.ask(
    `mutation ($graph: WorkflowGraphInput!) {
      executeWorkflow(input: { target: { graph: $graph }, debug: true, waitMs: 30000 }) {
        ... on ExecuteWorkflowSuccess { execution { id status output error { code message } } }
        ... on Error { message }
      }
    }`,
    { graph },
  );
  const { execution } = begun.data.executeWorkflow;
  const read = await chatter.ask(everything, { id: execution.id });
  expect(read.errors).toBeUndefined();
  return { execution, said: JSON.stringify([begun, read]) };
}

const everything = `query ($id: ID!) {
  workflowExecution(id: $id) {
    status input output error { code message nodeId path } workflowConfig usage { totalTokens }
    steps { nodes { path status output text error { code message } } }
    log(level: DEBUG) { nodes { level message data } }
  }
  executionEvents(executionId: $id, first: 100) {
    events {
      __typename sequence
      ... on ExecutionQueued { input }
      ... on ExecutionCompleted { output }
      ... on ExecutionFailed { error { code message } }
      ... on NodeCompleted { output }
      ... on NodeFailed { error { code message } }
      ... on LogWritten { message data }
    }
  }
  secrets { nodes { name createdAt updatedAt } }
}`;

const secret = { secret: 'CANARY' };

/** Where a request can hold it, and whether it arrived there. */
const places: readonly (readonly [string, object, (arrival: Parameters<Answering>[0]) => boolean])[] = [
  ['a header', { headers: { 'x-key': secret } }, ({ headers }) => headers['x-key'] === canary],
  [
    'a header with a prefix',
    { headers: { authorization: { ...secret, prefix: 'Token ' } } },
    ({ headers }) => headers.authorization === `Token ${canary}`,
  ],
  [
    'the query',
    { query: { key: secret } },
    ({ path }) => new URL(path, 'http://x').searchParams.get('key') === canary,
  ],
  [
    'a form',
    { method: 'POST', form: { key: secret } },
    ({ body }) => new URLSearchParams(body).get('key') === canary,
  ],
  ['a bearer token', { bearer: secret }, ({ headers }) => headers.authorization === `Bearer ${canary}`],
  [
    'Basic authentication',
    { basic: { username: 'me', password: secret } },
    ({ headers }) => headers.authorization === `Basic ${base64(`me:${canary}`)}`,
  ],
];

/** How a server can give it back. */
const echoes: readonly (readonly [string, Answering])[] = [
  [
    'all that arrived, as JSON, in keys and values',
    ({ headers, path, body }, response) =>
      response
        .setHeader('content-type', 'application/json')
        .end(JSON.stringify({ headers, path, body, [canary]: [canary, { deep: canary }] })),
  ],
  [
    'it in headers',
    (_, response) => response.setHeader('x-echo', [encodeURIComponent(canary), base64(canary)]).end('ok'),
  ],
  [
    'it in parts, over several chunks',
    (_, response) => {
      response.setHeader('content-type', 'text/plain');
      const text = `${canary} ${base64(canary)} ${encodeURIComponent(canary)}`;
      for (let at = 0; at < text.length; at += 7) response.write(text.slice(at, at + 7));
      response.end();
    },
  ],
  ['it in a failure', (_, response) => response.writeHead(422).end(`bad credentials: ${canary}`)],
  [
    'it in a failure, where the excerpt of it ends',
    (_, response) => response.writeHead(503).end(`${'.'.repeat(485)}${canary}${'.'.repeat(100)}`),
  ],
  [
    'it in JSON that is none',
    (_, response) => response.setHeader('content-type', 'application/json').end(`{"key": "${canary}"`),
  ],
  [
    'it in a redirect to the same origin',
    ({ path }, response) => {
      if (path.includes('echo')) response.end('there');
      else response.writeHead(302, { location: `/echo?key=${encodeURIComponent(canary)}` }).end();
    },
  ],
  [
    'it in a redirect to another origin',
    (_, response) =>
      response.writeHead(302, { location: `http://localhost/${encodeURIComponent(canary)}` }).end(),
  ],
  [
    'it in an answer that is no HTTP',
    ({ headers }, response) => response.socket?.end(`${canary} ${headers['x-key']}\r\n\r\n`),
  ],
];

const leaked = (text: string) =>
  forms.filter((form) => text.includes(form) || text.includes(JSON.stringify(form).slice(1, -1)));

describe('a secret that a request sends', () => {
  it.each(
    places,
  )('in %s arrives there, and is in nothing that is said when the server repeats it', async (_, config, isThere) => {
    const [, all] = echoes[0] ?? [];
    if (!all) throw new Error('there is no echo');
    const { execution, said } = await executed(config, all);
    expect(isThere(await remote.arrived)).toBe(true);
    expect(execution.status).toBe('COMPLETED');
    expect(execution.output.all.body).toHaveProperty('***', ['***', { deep: '***' }]);
    expect(leaked(said)).toEqual([]);
  });

  it.each(echoes)('is in nothing that is said when the server answers %s', async (_, answer) => {
    const { said } = await executed({ headers: { 'x-key': secret } }, answer);
    expect((await remote.arrived).headers['x-key']).toBe(canary);
    expect(said).toContain('control-word');
    expect(leaked(said)).toEqual([]);
  });

  it('is not in a file that is kept of what the server answers', async () => {
    const png = Buffer.concat([
      Buffer.of(0x89, 0x50, 0xff),
      Buffer.from(`control-word ${canary} ${base64(canary)}`),
    ]);
    const { execution, said } = await executed({ bearer: secret }, (_, response) =>
      response.setHeader('content-type', 'image/png').end(png),
    );
    expect(leaked(said)).toEqual([]);
    const { blob, size } = execution.output.all.body;
    expect(size).toBe(png.length);
    const kept = Buffer.from(await (await fetch(`${chatter.url}/blobs/${blob}`)).arrayBuffer());
    expect(kept.subarray(0, 16)).toEqual(png.subarray(0, 16));
    expect(leaked(kept.toString())).toEqual([]);
  });

  it('is in no row of the database, no line of the log and no span: all of these hold what else was said', async () => {
    expect(await tablesHolding(chatter.database.url, ['control-word'])).toContain('public.execution_event');
    expect(await tablesHolding(chatter.database.url, forms)).toEqual([]);
    for (const told of [lines, spans.told]) {
      const text = inspect(told, { depth: 20, maxStringLength: null, maxArrayLength: null });
      expect(text).toContain('http/status');
      expect(leaked(text)).toEqual([]);
    }
  });

  it('would be found in the database if it were there', async () => {
    const { database } = chatter;
    const { id } = (await executed({ query: { pasted: canary } }, (_, response) => response.end())).execution;
    expect(id).toBeTruthy();
    expect(await tablesHolding(database.url, forms)).toContain('public.workflow_graph');
  });
});
