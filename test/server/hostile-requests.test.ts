import { once } from 'node:events';
import { IncomingMessage } from 'node:http';
import { connect, Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { readJsonBody } from '../../src/server/transport/request-body.ts';
import type { TransportLimits } from '../../src/server/transport/transport-limits.ts';
import { goodKey } from './api-under-test.ts';
import { openServerUnderTest, type ServerUnderTest } from './server-under-test.ts';

/** A connection over which a test sends what no client would. */
function open(under: ServerUnderTest, ...sent: readonly string[]): Socket {
  const socket = connect({ port: under.port, host: '127.0.0.1', allowHalfOpen: true });
  socket.on('error', () => undefined);
  socket.write(sent.join('\r\n'));
  return socket;
}

const json = ['Content-Type: application/json', 'Content-Length: 12000000', '', ''];
const withKey = `Authorization: Bearer ${goodKey}`;

const otherKey = 'other-key';

async function openWithKeys(limits: Partial<TransportLimits> = {}): Promise<ServerUnderTest> {
  const under = await openServerUnderTest({ limits });
  under.api.keys.set(goodKey, { ownerId: 'ann', role: 'user' });
  under.api.keys.set(otherKey, { ownerId: 'bob', role: 'user' });
  return under;
}

const message = (content: object): string => JSON.stringify(content);

/** A WebSocket whose client has said who it is. */
async function openWebSocket(under: ServerUnderTest): Promise<WebSocket> {
  const socket = new WebSocket(under.webSocket, 'graphql-transport-ws');
  await once(socket, 'open');
  socket.send(message({ type: 'connection_init', payload: { authorization: goodKey } }));
  await once(socket, 'message');
  return socket;
}

describe('a request', () => {
  it('without a key is refused before any of its body is read', async () => {
    await using under = await openWithKeys();
    const socket = open(under, 'POST /graphql HTTP/1.1', 'Host: localhost', ...json);
    const [answer] = await once(socket, 'data');
    expect(String(answer)).toMatch(/^HTTP\/1\.1 401 .*"unauthenticated"/s);
    socket.destroy();
  });

  it.each([
    ['host', 'GET /graphql?query={hello} HTTP/1.1', 'Host: [::::'],
    ['path', 'GET //[ HTTP/1.1', 'Host: localhost'],
  ])('with a malformed %s is told so, and nothing of the server', async (_, ...head) => {
    await using under = await openWithKeys();
    const answer = await text(open(under, ...head, withKey, 'Connection: close', '', ''));
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
    expect(answer).toContain('the path or the host of the request is malformed');
    expect(answer).not.toMatch(/node_modules|\.[jt]s:/);
  });

  it('that was cut off before its body is read has none', async () => {
    const request = new IncomingMessage(new Socket());
    request.headers = { 'content-type': 'application/json' };
    request.destroy();
    await expect(readJsonBody(request, 1000)).rejects.toThrow('the request ended before its body');
  });
});

describe('readiness', () => {
  it('is looked up once for all who ask at the same time, and again afterwards', async () => {
    const looks: ((isReady: boolean) => void)[] = [];
    const isReady = () => new Promise<boolean>((resolve) => looks.push(resolve));
    await using under = await openServerUnderTest({ isReady });
    const asked = ['GET /ready HTTP/1.1', 'Host: localhost', ''];
    const answers = text(
      open(under, ...Array(9).fill(asked).flat(), ...asked.slice(0, 2), 'Connection: close', '', ''),
    );
    while (looks.length < 1) await new Promise(setImmediate);
    looks[0]?.(true);
    expect((await answers).match(/HTTP\/1\.1 200 /g)).toHaveLength(10);
    expect(looks).toHaveLength(1);
    const later = fetch(`${under.url}/ready`);
    while (looks.length < 2) await new Promise(setImmediate);
    looks[1]?.(false);
    expect((await later).status).toBe(503);
  });
});

describe('a large request', () => {
  const bytes = 100_000;
  const query = JSON.stringify({ query: '{ owner }' }).padEnd(bytes);
  const post = (under: ServerUnderTest, key: string) =>
    fetch(under.graphql, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
      body: query,
    });

  it('waits, unread, while its owner has as much as he may under way; others do not', async () => {
    await using under = await openWithKeys({ mostLargeBytesPerOwner: bytes });
    const head = ['POST /graphql HTTP/1.1', 'Host: localhost', withKey, 'Content-Type: application/json'];
    const first = open(under, ...head, `Content-Length: ${bytes}`, '', '');
    while (under.api.authentications < 1) await new Promise(setImmediate);
    let isAnswered = false;
    const second = post(under, goodKey).then((answer) => {
      isAnswered = true;
      return answer;
    });
    while (under.api.authentications < 2) await new Promise(setImmediate);
    expect(await (await post(under, otherKey)).json()).toEqual({ data: { owner: 'bob' } });
    expect(isAnswered).toBe(false);
    first.destroy();
    expect(await (await second).json()).toEqual({ data: { owner: 'ann' } });
  });

  it('that is cut off while it waits leaves its room to others', async () => {
    await using under = await openWithKeys({ mostLargeBytesPerOwner: bytes });
    const head = ['POST /graphql HTTP/1.1', 'Host: localhost', withKey, 'Content-Type: application/json'];
    const both = [1, 2].map(() => open(under, ...head, `Content-Length: ${bytes}`, '', ''));
    while (under.api.authentications < 2) await new Promise(setImmediate);
    for (const one of both) one.destroy();
    expect(await (await post(under, goodKey)).json()).toEqual({ data: { owner: 'ann' } });
  });
});

describe('an answer', () => {
  it('that would be longer than may be is an error instead, also where one value makes it so under many names', async () => {
    await using under = await openServerUnderTest({ limits: { mostAnswerCharacters: 10_000 } });
    const few = await under.post('{ a: repeat(bytes: 4000) b: repeat(bytes: 4000) }');
    expect(await few.json()).toMatchObject({ data: { b: expect.any(String) } });
    const many = await under.post('{ a: repeat(bytes: 4000) b: repeat(bytes: 4000) c: repeat(bytes: 4000) }');
    expect(await many.json()).toMatchObject({ errors: [{ extensions: { code: 'limit/operation' } }] });
    const socket = new WebSocket(under.webSocket, 'graphql-transport-ws');
    await once(socket, 'open');
    socket.send(message({ type: 'connection_init' }));
    await once(socket, 'message');
    socket.send(message({ id: '1', type: 'subscribe', payload: { query: '{ repeat(bytes: 12000) }' } }));
    expect(String((await once(socket, 'message'))[0])).toContain('limit/operation');
    socket.terminate();
  });
});

describe('a WebSocket', () => {
  it('whose client has not said who it is may send no more than that takes', async () => {
    await using under = await openWithKeys({ mostUnknownBytes: 1_000 });
    const socket = new WebSocket(under.webSocket, 'graphql-transport-ws');
    await once(socket, 'open');
    socket.send('x'.repeat(2_000), { fin: false });
    const [code] = await once(socket, 'close');
    expect(code).toBe(1006);
    const known = await openWebSocket(under);
    known.send(
      message({ id: '1', type: 'subscribe', payload: { query: `{ owner } # ${'x'.repeat(2_000)}` } }),
    );
    expect(JSON.parse(String((await once(known, 'message'))[0]))).toMatchObject({ id: '1', type: 'next' });
    known.terminate();
  });

  it('is read no further while what its client has begun and completed goes on', async () => {
    await using under = await openWithKeys({ mostOperations: 2 });
    const began = Promise.withResolvers<void>();
    under.api.beforeSubscribe = began.promise;
    const socket = await openWebSocket(under);
    const before = under.api.authentications;
    const query = `subscription { ticks } # ${'x'.repeat(20_000)}`;
    for (let sent = 0; sent < 200; sent += 1) {
      socket.send(message({ id: '1', type: 'subscribe', payload: { query } }));
      socket.send(message({ id: '1', type: 'complete' }));
    }
    await under.api.subscribing.promise;
    for (let asked = 0; asked < 20; asked += 1) await fetch(`${under.url}/health`);
    expect(under.api.authentications - before).toBeLessThan(70);
    began.resolve();
    while (under.api.authentications - before < 200) await new Promise(setImmediate);
    socket.terminate();
  });
});

describe('a subscription', () => {
  const query = 'subscription { ticks }';
  const payload = { query, variables: { unknown: 'x'.repeat(1_000) } };

  it('that would keep much in memory is refused, over every transport', async () => {
    await using under = await openWithKeys({ mostSubscriptionCharacters: 1_000 });
    const socket = await openWebSocket(under);
    socket.send(message({ id: '1', type: 'subscribe', payload }));
    const [refused] = await once(socket, 'message');
    expect(JSON.parse(String(refused))).toMatchObject({
      payload: { errors: [{ extensions: { code: 'limit/operation' } }] },
    });
    const headers = { 'content-type': 'application/json', accept: 'text/event-stream' };
    const answer = await fetch(under.graphql, {
      method: 'POST',
      headers: { ...headers, authorization: goodKey },
      body: JSON.stringify(payload),
    });
    expect(await answer.text()).toContain('limit/operation');
    expect(under.api.ticks.open).toBe(0);
    socket.terminate();
  });
});

describe('a connection', () => {
  it('stands for a few requests at a time, and is cut when more are sent ahead', async () => {
    await using under = await openWithKeys({ mostPipelined: 3 });
    const held = ['GET /graphql?query={held} HTTP/1.1', 'Host: localhost', withKey, '', ''];
    const few = open(under, ...held);
    await under.api.holding.promise;
    const many = open(under, ...held, ...held, ...held, ...held);
    expect(await text(many)).toBe('');
    expect(under.api.authentications).toBe(4);
    under.api.hold.resolve('done');
    const [answer] = await once(few, 'data');
    expect(String(answer)).toContain('"held":"done"');
    few.destroy();
  });

  it('may be used for any number of requests, one after the other', async () => {
    await using under = await openWithKeys({ mostPipelined: 1 });
    const socket = open(under);
    for (let sent = 0; sent < 5; sent += 1) {
      socket.write('GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n');
      const [answer] = await once(socket, 'data');
      expect(String(answer)).toMatch(/^HTTP\/1\.1 200 /);
    }
    socket.destroy();
  });

  it('whose client does not read its answer is closed', async () => {
    await using under = await openWithKeys({ silenceMs: 100 });
    const query = 'GET /graphql?query=subscription{large(bytes:1000000)} HTTP/1.1';
    const socket = open(under, query, 'Host: localhost', 'Accept: text/event-stream', withKey, '', '');
    await once(socket, 'data');
    socket.pause();
    expect(under.api.making).toBe(1);
    under.clock.advance(100);
    while (under.api.making > 0) await new Promise(setImmediate);
    socket.destroy();
  });

  it('whose client takes too long for its headers is closed', async () => {
    await using under = await openWithKeys({ headersMs: 100 });
    expect(await text(open(under, 'GET /health HTTP/1.1', 'Host'))).toMatch(/^HTTP\/1\.1 408 /);
  });

  it('that asks in vain to become a WebSocket is closed, though the client keeps its side open', async () => {
    await using under = await openWithKeys();
    const upgrade = ['Host: localhost', 'Connection: Upgrade', 'Upgrade: websocket', '', ''];
    const socket = open(under, 'GET /elsewhere HTTP/1.1', ...upgrade);
    expect(await text(socket)).toMatch(/^HTTP\/1\.1 404 /);
    // The system tells whoever sends into a connection that is closed; into one that is half open, he may.
    while (!socket.destroyed) {
      socket.write('x', () => undefined);
      await new Promise(setImmediate);
    }
  });
});
