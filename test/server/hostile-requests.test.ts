import { once } from 'node:events';
import { IncomingMessage } from 'node:http';
import { connect, Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { readJsonBody } from '../../src/server/transport/request-body.ts';
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

async function openWithKeys(limits = {}): Promise<ServerUnderTest> {
  const under = await openServerUnderTest({ limits });
  under.api.keys.set(goodKey, { ownerId: 'ann', role: 'user' });
  return under;
}

describe('a request', () => {
  it('without a key is refused before any of its body is read', async () => {
    await using under = await openWithKeys();
    const socket = open(under, 'POST /graphql HTTP/1.1', 'Host: localhost', ...json);
    const [answer] = await once(socket, 'data');
    expect(String(answer)).toMatch(/^HTTP\/1\.1 401 [^]*"unauthenticated"/);
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
