import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createHttp } from '../../src/http/index.ts';
import { systemClock } from '../../src/runtime/system-clock.ts';
import type { Runtime } from '../../src/server/open-runtime.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { HttpTestServer } from '../support/http-server.ts';
import {
  eventOf,
  execute,
  logOf,
  openStillRuntime,
  openTestRuntime,
  sequence,
  testViewer,
} from '../support/runtime.ts';

let database: TestDatabase;
let remote: HttpTestServer;
let runtime: Runtime;
const http = createHttp({ allowed: ['127.0.0.1'], clock: systemClock });

beforeAll(async () => {
  database = await createTestDatabase();
  remote = await HttpTestServer.open();
  runtime = await openTestRuntime({ url: database.url, http });
  await runtime.app.setSecret(testViewer, { name: 'CRM_TOKEN', value: 'token-of-the-crm' });
});

afterAll(async () => {
  await runtime.close();
  await remote.close();
  await database.drop();
});

beforeEach(() => remote.reply(200, { 'content-type': 'application/json' }, '{"ok":true}'));

const asking = (config: object = {}, more: object = {}) => ({
  ...sequence({ type: 'http_request', config: { url: remote.url, ...config }, ...more }),
  outputs: { body: 'nodes.n1.output.body' },
});
const waiting = { waitMs: 30_000 };

describe('the example in docs/nodes/http_request.md', () => {
  const page = readFileSync(join(import.meta.dirname, '../../docs/nodes/http_request.md'), 'utf8');
  const [, example = ''] = /```json\n([\s\S]*?)```/.exec(page) ?? [];
  const run = () =>
    execute(runtime.app, JSON.parse(example), { ...waiting, input: { crm: remote.url, customer: 'Ada' } });

  it('places an order, with the secret as its token', async () => {
    remote.reply(201, { 'content-type': 'application/json' }, '{"id":"A-7"}');
    expect(await run()).toMatchObject({
      status: 'completed',
      output: { placed: 'Order A-7 is placed.', failed: null },
    });
    const { method, path, headers, body } = await remote.arrived;
    expect({ method, path, body: JSON.parse(body) }).toEqual({
      method: 'POST',
      path: '/orders?notify=yes',
      body: { customer: 'Ada', items: ['tea', 'cups'] },
    });
    expect(headers).toMatchObject({
      authorization: 'Bearer token-of-the-crm',
      'content-type': 'application/json',
    });
  });

  it('says that it is sorry where there is none', async () => {
    remote.reply(403);
    expect(await run()).toMatchObject({
      status: 'completed',
      output: {
        placed: null,
        failed: expect.stringMatching(/^No order: node "order": POST 127\.0\.0\.1:\d+ was answered with 403/),
      },
    });
  });
});

describe('an execution that asks a server', () => {
  it('asks again when it was told to wait, under the same key, and not before', async () => {
    remote.answer((_, response) => {
      const isFirst = remote.arrivals.length === 1;
      response
        .writeHead(isFirst ? 429 : 200, { 'retry-after': '0.3', 'content-type': 'text/plain' })
        .end('done');
    });
    const graph = asking(
      { method: 'POST', text: 'x' },
      { retry: { maxAttempts: 2, backoffMs: 1, jitter: false } },
    );
    const { id, output } = await execute(runtime.app, graph, waiting);
    expect(output).toEqual({ body: 'done' });
    const keys = remote.arrivals.map(({ headers }) => headers['idempotency-key']);
    expect(keys).toEqual([`${id}:n1`, `${id}:n1`]);
    const failed = await eventOf(runtime.app, id, 'NodeRetryScheduled');
    expect(failed.until - failed.at).toBe(300);
  });

  it('closes the connection when it is cancelled', async () => {
    remote.answer(() => undefined);
    const { id } = await execute(runtime.app, asking());
    const { closed } = await remote.arrived;
    await runtime.app.cancelExecution(testViewer, id);
    await closed;
    expect((await logOf(runtime.app, id)).slice(-2)).toMatchObject([
      { type: 'NodeCancelled' },
      { type: 'ExecutionCancelled' },
    ]);
  });

  it('closes the connection when the node has taken its time', async () => {
    remote.answer(() => undefined);
    await using still = await openStillRuntime({ http });
    const { id } = await execute(still.app, asking({}, { timeoutMs: 200 }));
    const { closed } = await remote.arrived;
    const log = await still.clock.pass(200, logOf(still.app, id));
    expect(log.at(-1)).toMatchObject({ error: { code: 'node/timeout' } });
    await closed;
  });

  it('fails where the address is private and nobody has allowed it', async () => {
    const url = 'http://169.254.169.254/latest';
    const graph = asking({ url: '{{ input.url }}' });
    const { error } = await execute(runtime.app, graph, { ...waiting, input: { url } });
    expect(error).toMatchObject({ code: 'http/address-refused', nodeId: 'n1' });
    const written = execute(runtime.app, asking({ url }), waiting);
    await expect(written).rejects.toMatchObject({
      code: 'workflow/invalid',
      details: { issues: [expect.objectContaining({ code: 'http/address-refused', nodeId: 'n1' })] },
    });
  });
});

describe('a secret that cannot be sent', () => {
  const refused = async (config: object, more: object = {}) => {
    const { error } = await execute(runtime.app, asking(config), { ...waiting, ...more });
    expect(remote.arrivals).toEqual([]);
    return error;
  };

  const missing = {
    code: 'secret/not-found',
    nodeId: 'n1',
    path: 'nodes.1.config.bearer.secret',
  };

  it.each([
    ['there is none', 'ABSENT'],
    ['it is another owner’s', 'THEIRS'],
  ])('because %s is warned of when it is saved, and refused when it is executed', async (_, name) => {
    const stranger = { ownerId: '00000000-0000-7000-8000-00000000000f', role: 'user' } as const;
    await runtime.app.setSecret(stranger, { name: 'THEIRS', value: 'somebody-elses' });
    const graph = asking({ bearer: { secret: name } });
    const { issues } = (await runtime.app.validateWorkflow(testViewer, graph)).result;
    expect(issues).toMatchObject([{ ...missing, severity: 'warning' }]);
    const described = { name: 'Asks', description: null, tags: [], isPublic: true };
    const { id } = await runtime.app.createDefinition(testViewer, { ...described, graph });
    const target = { kind: 'definition', id, version: null, draft: true } as const;
    for (const source of [{ target }, {}]) {
      await expect(execute(runtime.app, graph, source)).rejects.toMatchObject({
        code: 'workflow/invalid',
        message: expect.stringContaining(`node "n1" sends the secret "${name}"`),
        details: { issues: [expect.objectContaining({ ...missing, severity: 'error' })] },
      });
    }
    expect(remote.arrivals).toEqual([]);
  });

  it('is that of whoever executes a workflow, not of whoever shares it', async () => {
    const sharer = { ownerId: '00000000-0000-7000-8000-00000000000e', role: 'user' } as const;
    const described = { name: 'Shared', description: null, tags: [], isPublic: true };
    const graph = asking({ bearer: { secret: 'CRM_TOKEN' } });
    const { id } = await runtime.app.createDefinition(sharer, { ...described, graph });
    await runtime.app.publishDefinition(sharer, { id, expectedVersion: null });
    const target = { kind: 'definition', id, version: null, draft: false } as const;
    expect(await execute(runtime.app, null, { ...waiting, target })).toMatchObject({ status: 'completed' });
  });

  it('because it was deleted meanwhile fails the node by its name', async () => {
    await runtime.app.setSecret(testViewer, { name: 'BRIEF', value: 'soon-to-be-gone' });
    remote.answer((_, response) => {
      void runtime.app.deleteSecret(testViewer, 'BRIEF').then(() => response.writeHead(200).end());
    });
    const asks = { type: 'http_request', config: { url: remote.url } };
    const sends = { ...asks, config: { url: remote.url, bearer: { secret: 'BRIEF' } } };
    const { error } = await execute(runtime.app, sequence(asks, sends), waiting);
    expect(error).toMatchObject({
      code: 'secret/not-found',
      message: expect.stringMatching(/^node "n2": .*"BRIEF"/),
    });
    expect(remote.arrivals).toHaveLength(1);
  });

  it('because it holds a line break is not shown for it', async () => {
    await runtime.app.setSecret(testViewer, { name: 'LINES', value: 'first-line\nsecond-line' });
    const error = await refused({ headers: { 'X-Key': { secret: 'LINES' } } });
    expect(error).toMatchObject({
      code: 'http/invalid-request',
      message: expect.stringContaining('"x-key"'),
    });
    expect(JSON.stringify(error)).not.toMatch(/first-line|second-line/);
  });

  it('because the server has no key says what to set', async () => {
    const own = await createTestDatabase();
    const before = await openTestRuntime({ url: own.url, http });
    await before.app.setSecret(testViewer, { name: 'CRM_TOKEN', value: 'token-of-the-crm' });
    await before.close();
    const keyless = await openTestRuntime({ url: own.url, http, secretKey: null });
    try {
      const graph = asking({ bearer: { secret: 'CRM_TOKEN' } });
      const { error } = await execute(keyless.app, graph, waiting);
      expect(error).toMatchObject({
        code: 'secret/no-key',
        message: expect.stringContaining('CHATTER_SECRET_KEY'),
      });
    } finally {
      await keyless.close();
      await own.drop();
    }
  });
});

describe('a secret that is set again', () => {
  it('is sent with its new value from the next attempt on', async () => {
    await runtime.app.setSecret(testViewer, { name: 'ROTATED', value: 'the-old-value' });
    remote.answer(({ headers }, response) => {
      if (headers.authorization !== 'Bearer the-old-value') return void response.end('in');
      void runtime.app
        .setSecret(testViewer, { name: 'ROTATED', value: 'the-new-value' })
        .then(() => response.writeHead(503).end());
    });
    const graph = asking({ bearer: { secret: 'ROTATED' } }, { retry: { maxAttempts: 2, backoffMs: 1 } });
    expect(await execute(runtime.app, graph, waiting)).toMatchObject({ output: { body: 'in' } });
  });
});
