import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { goodKey } from './api-under-test.ts';
import { openServerUnderTest, type ServerUnderTest } from './server-under-test.ts';

type Headers = Readonly<Record<string, string>>;

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
}

/** Not by `fetch`: that would choose its own host and origin. */
function send(under: ServerUnderTest, headers: Headers, options: { method?: string; path?: string } = {}) {
  const { method = 'POST', path = '/graphql' } = options;
  return new Promise<Answer>((resolve, reject) => {
    const sent = request({ port: under.port, host: '127.0.0.1', method, path, headers }, async (response) => {
      const body = await text(response);
      resolve({ status: response.statusCode ?? 0, headers: response.headers as Headers, body });
    });
    sent.once('error', reject);
    if (method === 'POST') sent.write('{"query":"mutation { touch }"}');
    sent.end();
  });
}

const json = { 'content-type': 'application/json' };
const reading = { method: 'GET', path: '/graphql?query={hello}' };

/** The code that a WebSocket is closed with, or what it says first. */
function openedBy(under: ServerUnderTest, headers: Headers, payload: object = {}): Promise<string> {
  return new Promise((resolve) => {
    const socket = new WebSocket(under.webSocket, 'graphql-transport-ws', { headers });
    socket.once('open', () => socket.send(JSON.stringify({ type: 'connection_init', payload })));
    socket.once('close', (code) => resolve(String(code)));
    socket.once('message', (data) => {
      resolve(JSON.parse(String(data)).type);
      socket.close();
    });
  });
}

describe('a page of another origin, where no key is needed', () => {
  it.each([
    ['another site', { origin: 'https://evil.example' }],
    ['another port of this machine', { origin: 'http://127.0.0.1:9' }],
    ['another name of this machine', { origin: 'http://localhost' }],
    ['no origin that can be told', { origin: 'null' }],
    ['a name of its own for this machine', { host: 'evil.example' }],
    ['a name of its own, as its origin too', { host: 'evil.example', origin: 'http://evil.example' }],
  ])('changes nothing from %s', async (_, headers) => {
    await using under = await openServerUnderTest();
    const { status, body } = await send(under, { ...json, ...headers });
    expect(status).toBe(403);
    const message = expect.stringContaining('name its origin in CHATTER_ALLOWED_ORIGINS');
    expect(JSON.parse(body)).toMatchObject({ errors: [{ message, extensions: { code: 'forbidden' } }] });
    expect(await openedBy(under, headers)).toBe('4403');
    expect(under.api).toMatchObject({ mutations: 0, authentications: 0 });
  });

  it.each(['cross-site', 'same-site'])('reads nothing unasked: %s', async (site) => {
    await using under = await openServerUnderTest();
    expect((await send(under, { 'sec-fetch-site': site }, reading)).status).toBe(403);
    expect((await send(under, { host: 'evil.example' }, { method: 'GET', path: '/metrics' })).status).toBe(
      403,
    );
  });

  it('is told nothing by a preflight', async () => {
    await using under = await openServerUnderTest();
    const asked = { origin: 'https://evil.example', 'access-control-request-method': 'POST' };
    const { status, headers } = await send(under, asked, { method: 'OPTIONS' });
    expect(status).toBe(403);
    expect(headers).not.toHaveProperty('access-control-allow-origin');
  });

  it('may do what its key may', async () => {
    await using under = await openServerUnderTest();
    under.api.keys.set(goodKey, { ownerId: 'ann', role: 'user' });
    const origin = 'https://evil.example';
    const authorization = `Bearer ${goodKey}`;
    expect((await send(under, { ...json, origin, authorization })).status).toBe(200);
    expect(await openedBy(under, { origin }, { authorization })).toBe('connection_ack');
    expect(await openedBy(under, { origin }, { apiKey: goodKey })).toBe('connection_ack');
  });

  it('is served where its origin is allowed', async () => {
    const origin = 'https://chat.example.com';
    await using under = await openServerUnderTest({ allowedOrigins: [origin] });
    const preflight = await send(under, { origin }, { method: 'OPTIONS' });
    expect(preflight.status).toBe(204);
    expect(preflight.headers).toMatchObject({
      'access-control-allow-origin': origin,
      'access-control-allow-methods': 'GET, POST',
      vary: 'origin',
    });
    const answer = await send(under, { ...json, origin });
    expect(answer.status).toBe(200);
    expect(answer.headers).toMatchObject({ 'access-control-allow-origin': origin });
    expect(await openedBy(under, { origin })).toBe('connection_ack');
    expect((await send(under, { ...json, origin: 'https://evil.example' })).status).toBe(403);
  });
});

describe('the own page', () => {
  it.each(['localhost', '127.0.0.1', '[::1]', 'chatter.localhost'])('is served as %s', async (name) => {
    await using under = await openServerUnderTest();
    const host = `${name}:${under.port}`;
    const headers = { host, origin: `http://${host}`, 'sec-fetch-site': 'same-origin' };
    expect((await send(under, { ...json, ...headers })).status).toBe(200);
    expect((await send(under, { host, 'sec-fetch-site': 'none' }, reading)).status).toBe(200);
    expect(await openedBy(under, headers)).toBe('connection_ack');
  });
});
