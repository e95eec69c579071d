import { describe, expect, it } from 'vitest';
import { AppError, type JsonObject } from '../../src/kernel/index.ts';
import type { HttpCaller, HttpRequest, HttpResponse } from '../../src/nodes/index.ts';
import { RecordedWorld } from './recorded-world.ts';
import { graphWith, issuesOf, perform } from './run-node.ts';

/** Keeps what it is asked, and answers this. */
class RecordedHttp implements HttpCaller {
  readonly requests: HttpRequest[] = [];
  readonly #answer: Partial<HttpResponse> | Error;

  constructor(answer: Partial<HttpResponse> | Error = {}) {
    this.#answer = answer;
  }

  async send(request: HttpRequest): Promise<HttpResponse> {
    this.requests.push(request);
    if (this.#answer instanceof Error) throw this.#answer;
    return { url: request.url, status: 200, headers: {}, body: '', retryAfterMs: null, ...this.#answer };
  }
}

const url = 'https://api.example.com/orders';
const values = { input: { id: 7, name: 'A & B' }, vars: {} };

async function ask(config: JsonObject, answer: Partial<HttpResponse> | Error = {}) {
  const http = new RecordedHttp(answer);
  const world = new RecordedWorld({ http });
  const outcome = await perform(graphWith('http_request', { url, ...config }), world, { values });
  const [request] = http.requests;
  return { outcome, request, world };
}

const issues = (config: JsonObject) => issuesOf(graphWith('http_request', { url, ...config }));

describe('an http_request', () => {
  it('asks as little as it is told', async () => {
    const { request } = await ask({});
    expect(request).toEqual({
      method: 'GET',
      url,
      query: [],
      headers: [],
      auth: null,
      body: null,
      isTextExpected: false,
      limits: { timeoutMs: 30_000, maxResponseBytes: 1_000_000, maxRedirects: 5 },
    });
  });

  it('writes values into the address, the query, the headers and the name of the user', async () => {
    const { request } = await ask({
      url: ' https://api.example.com/orders/{{ input.id }}?a=b#c ',
      query: { name: '{{ input.name }}', key: { secret: 'KEY' } },
      headers: { 'X-Id': 'no. {{ input.id }}', 'X-Key': { secret: 'KEY', prefix: 'Key ' } },
      basic: { username: 'u{{ input.id }}', password: { secret: 'PASSWORD' } },
    });
    expect(request).toMatchObject({
      url: 'https://api.example.com/orders/7?a=b',
      query: [
        { name: 'name', value: 'A & B' },
        { name: 'key', value: { secret: 'KEY' } },
      ],
      headers: [
        { name: 'X-Id', value: 'no. 7' },
        { name: 'X-Key', value: { secret: 'KEY', prefix: 'Key ' } },
      ],
      auth: { type: 'basic', username: 'u7', password: { secret: 'PASSWORD' } },
    });
  });

  it.each([
    [
      { json: { id: '{{ input.id }}', names: ['{{ input.name }}!'], fixed: null } },
      { type: 'text', text: '{"id":7,"names":["A & B!"],"fixed":null}', contentType: 'application/json' },
    ],
    [{ json: null }, { type: 'text', text: 'null', contentType: 'application/json' }],
    [
      { form: { name: '{{ input.name }}', key: { secret: 'KEY' } } },
      {
        type: 'form',
        fields: [
          { name: 'name', value: 'A & B' },
          { name: 'key', value: { secret: 'KEY' } },
        ],
      },
    ],
    [
      { text: 'no. {{ input.id }}' },
      { type: 'text', text: 'no. 7', contentType: 'text/plain; charset=utf-8' },
    ],
  ])('sends a body: %j', async (body: JsonObject, sent) => {
    const { request } = await ask({ method: 'POST', ...body });
    expect(request?.body).toEqual(sent);
  });

  it.each([
    'POST',
    'PUT',
    'PATCH',
    'DELETE',
  ])('says with %s by which key the same can be recognised', async (method) => {
    const key = { name: 'idempotency-key', value: 'execution:it' };
    expect((await ask({ method })).request?.headers).toEqual([key]);
    const own = await ask({ method, headers: { 'Idempotency-Key': 'mine' } });
    expect(own.request?.headers).toEqual([{ name: 'Idempotency-Key', value: 'mine' }]);
  });

  it.each(['GET', 'HEAD', 'OPTIONS'])('says no such key with %s', async (method) => {
    expect((await ask({ method })).request?.headers).toEqual([]);
  });

  it('names secrets in the log of a debugged execution, and says no more of them', async () => {
    const { world } = await ask({
      bearer: { secret: 'TOKEN' },
      headers: { 'X-Key': { secret: 'KEY', prefix: 'K ' } },
    });
    expect(world.debugged).toMatchObject([
      {
        message: 'http request',
        data: { method: 'GET', url, headers: { 'X-Key': { secret: 'KEY' } }, auth: 'bearer' },
      },
      { message: 'http response', data: { status: 200 } },
    ]);
  });
});

describe('the answer', () => {
  it.each([
    ['application/json', '{"a":[1]}', { a: [1] }],
    ['application/problem+json; charset=utf-8', '"x"', 'x'],
    ['application/json', ' ', null],
    ['text/plain', '{"a":1}', '{"a":1}'],
    ['text/json-like', '1', '1'],
    ['', '', ''],
  ])('of type %j is read by it: %j', async (type, text, body) => {
    const headers: Readonly<Record<string, string>> = type === '' ? {} : { 'content-type': type };
    const { outcome } = await ask({}, { headers, body: text });
    expect(outcome).toEqual({
      status: 'completed',
      port: 'out',
      output: { status: 200, headers, body, url },
    });
  });

  it.each([
    ['json', 'text/plain', '{"a":1}', { a: 1 }],
    ['text', 'application/json', '{"a":1}', '{"a":1}'],
  ])('is read as %s where that is what is expected', async (responseType, type, text, body) => {
    const { outcome, request } = await ask(
      { responseType },
      { headers: { 'content-type': type }, body: text },
    );
    expect(outcome).toMatchObject({ output: { body } });
    expect(request?.isTextExpected).toBe(true);
  });

  it.each([
    ['that is no JSON', { body: '<html>' }, 'http/malformed'],
    ['that is too deep', { body: `${'['.repeat(100)}${']'.repeat(100)}` }, 'http/malformed'],
  ])('%s fails the node', async (_, answer, code) => {
    const { outcome } = await ask({}, { headers: { 'content-type': 'application/json' }, ...answer });
    expect(outcome).toMatchObject({
      status: 'failed',
      error: { code, retryable: false, details: { status: 200 } },
    });
  });
});

describe('an answer that is no text', () => {
  const body = Uint8Array.of(0x89, 0x50, 0xff);

  it('is kept as a file, and the output refers to it', async () => {
    const { outcome, world } = await ask({}, { headers: { 'content-type': 'image/png' }, body });
    const [[blob, bytes] = []] = world.kept;
    expect(bytes).toEqual(body);
    expect(outcome).toMatchObject({
      status: 'completed',
      output: { status: 200, body: { blob, contentType: 'image/png', size: 3 } },
    });
  });

  it('is kept as bytes of no special type where it says none', async () => {
    const { outcome } = await ask({}, { body });
    expect(outcome).toMatchObject({ output: { body: { contentType: 'application/octet-stream' } } });
  });

  it('is not kept where its status is a failure', async () => {
    const { world } = await ask({}, { status: 500, body });
    expect(world.kept.size).toBe(0);
  });
});

describe('a status', () => {
  it.each([
    [400, false],
    [401, false],
    [404, false],
    [408, true],
    [409, false],
    [425, true],
    [429, true],
    [500, true],
    [503, true],
    [599, true],
    [302, false],
  ])('of %i fails the node; trying again may help: %s', async (status, retryable) => {
    const { outcome } = await ask({}, { status, body: 'why' });
    expect(outcome).toMatchObject({
      status: 'failed',
      error: {
        code: 'http/status',
        retryable,
        message: expect.stringContaining(`node "it": GET api.example.com was answered with ${status}`),
        details: { status },
      },
    });
  });

  it('with a Retry-After says when', async () => {
    const { outcome } = await ask({}, { status: 429, retryAfterMs: 7000 });
    expect(outcome).toMatchObject({ error: { retryAfterMs: 7000 } });
  });

  it.each([
    ['{"error":"no stock"}', ' 422 Unprocessable Entity: {"error":"no stock"}'],
    ['x'.repeat(5000), ` 422 Unprocessable Entity: ${'x'.repeat(500)}…`],
    ['', ' 422 Unprocessable Entity'],
    ['  <html>', ' 422 Unprocessable Entity'],
    [Uint8Array.of(1), ' 422 Unprocessable Entity'],
  ])('comes with what the server says of it, unless that is a page or long', async (body, says) => {
    const { outcome } = await ask({}, { status: 422, body });
    const message = `node "it": GET api.example.com was answered with${says}`;
    expect(outcome).toMatchObject({ error: { message } });
  });

  it('counts as success where the node says so, and only there', async () => {
    const config = { successStatuses: ['404', '500-502'] };
    for (const status of [404, 500, 502]) {
      expect((await ask(config, { status })).outcome).toMatchObject({
        status: 'completed',
        output: { status },
      });
    }
    for (const status of [200, 403, 503]) {
      expect((await ask(config, { status })).outcome).toMatchObject({ error: { code: 'http/status' } });
    }
  });
});

describe('a failure', () => {
  it('keeps its code, and whether trying again may help', async () => {
    const failure = new AppError('http/unreachable', 'gone', {
      retryable: true,
      details: { reason: 'ECONNRESET' },
    });
    expect((await ask({}, failure)).outcome).toEqual({
      status: 'failed',
      error: {
        code: 'http/unreachable',
        message: 'node "it": gone',
        retryable: true,
        details: { reason: 'ECONNRESET' },
      },
    });
  });

  it.each([
    ['{{ input.name }}', 'must be an absolute address'],
    ['file://{{ input.id }}', 'only http and https'],
    ['https://{{ input.id }}:x@example.com', 'write them as basic'],
    ['{{ input.absent }}', 'absent'],
  ])('comes before anything is sent where the address is %j', async (address, says) => {
    const { outcome, request } = await ask({ url: address });
    expect(outcome).toMatchObject({ status: 'failed', error: { message: expect.stringContaining(says) } });
    expect(request).toBeUndefined();
  });
});

it('a name of a user with a colon is refused: the server would read another', async () => {
  const { outcome, request } = await ask({
    basic: { username: 'a:{{ input.id }}', password: { secret: 'P' } },
  });
  expect(outcome).toMatchObject({
    error: { code: 'http/invalid-request', message: expect.stringContaining('colon') },
  });
  expect(request).toBeUndefined();
});

describe('a configuration is refused', () => {
  it.each<[string, JsonObject, string]>([
    ['without an address', { url: '' }, 'must be an absolute address'],
    ['with an address that is none', { url: 'orders/7' }, 'must be an absolute address'],
    ['with another protocol', { url: 'ftp://example.com' }, 'only http and https'],
    ['with a password in the address', { url: 'https://me:hunter2@example.com' }, 'write them as basic'],
    ['with an unknown name in the address', { url: 'https://example.com/{{ inpt.id }}' }, 'inpt'],
    ['with two bodies', { method: 'POST', json: 1, text: 'x' }, 'text is a second body beside json'],
    ['with a body that is not sent', { json: 1 }, 'json means nothing with GET'],
    [
      'with two who ask',
      { bearer: { secret: 'A' }, basic: { username: 'x', password: { secret: 'B' } } },
      'basic says',
    ],
    [
      'with who asks in a header too',
      { bearer: { secret: 'A' }, headers: { Authorization: 'x' } },
      'Authorization says',
    ],
    ['with a token that is no secret', { bearer: 'hunter2' }, 'bearer'],
    [
      'with a password that is no secret',
      { basic: { username: 'x', password: 'hunter2' } },
      'basic.password',
    ],
    ['with a secret that cannot exist', { bearer: { secret: 'A B' } }, 'bearer.secret'],
    ['with a header that is a number', { headers: { 'x-a': 1 } }, 'must be a text, or { "secret": "NAME" }'],
    ['with a header that is none', { headers: { 'x a': 'b' } }, 'is not the name of a header'],
    ['with a header of the connection', { headers: { Host: 'internal' } }, 'is set by the connection'],
    ['with a header twice', { headers: { 'x-a': 'b', 'X-A': 'c' } }, 'X-A is the same header as x-a'],
    ['with a status that is none', { successStatuses: ['2xx'] }, 'must be a status as 404'],
    ['with an unknown method', { method: 'TRACE' }, 'method'],
  ])('%s', (_, config, says) => {
    const found = issues(config);
    expect(found.join('\n')).toContain(says);
    expect(found.join('\n')).not.toContain('me:hunter2');
  });

  it('but not with everything that may be set', () => {
    expect(
      issues({
        method: 'DELETE',
        headers: { 'Content-Type': 'application/xml' },
        text: '<x/>',
        successStatuses: ['204', '404'],
        maxRedirects: 0,
      }),
    ).toEqual([]);
  });
});
