import { once } from 'node:events';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { AppError } from '../../src/kernel/index.ts';
import { goodKey } from './api-under-test.ts';
import { openServerUnderTest, type ServerUnderTest } from './server-under-test.ts';

/** A WebSocket that says exactly what a test says, and keeps what it gets. */
class RawClient {
  readonly socket: WebSocket;
  /** When the handshake is over. */
  readonly opened: Promise<unknown>;
  readonly #messages: unknown[] = [];

  constructor(
    under: ServerUnderTest,
    options: { headers?: Record<string, string>; autoPong?: boolean } = {},
  ) {
    this.socket = new WebSocket(under.webSocket, 'graphql-transport-ws', options);
    this.socket.on('message', (data) => this.#messages.push(JSON.parse(String(data))));
    this.socket.on('error', () => undefined);
    this.opened = once(this.socket, 'open');
  }

  async open(payload?: object): Promise<this> {
    await this.opened;
    this.send({ type: 'connection_init', payload });
    expect(await this.next()).toEqual({ type: 'connection_ack' });
    return this;
  }

  send(message: object): void {
    this.socket.send(JSON.stringify(message));
  }

  subscribe(id: string, query: string): void {
    this.send({ id, type: 'subscribe', payload: { query } });
  }

  async next(): Promise<unknown> {
    while (this.#messages.length === 0) await once(this.socket, 'message');
    return this.#messages.shift();
  }

  async closeCode(): Promise<unknown> {
    const [code] = await once(this.socket, 'close');
    return code;
  }
}

const ticks = 'subscription { ticks }';

/** A frame as a client sends it: masked, with a mask that changes nothing. */
function frame(opcode: number, text: string): Buffer {
  const data = Buffer.from(text);
  return Buffer.concat([Buffer.from([0x80 | opcode, 0x80 | data.length, 0, 0, 0, 0]), data]);
}

describe('a WebSocket', () => {
  it('carries queries and mutations too, with the correlation id of its request', async () => {
    await using under = await openServerUnderTest();
    const client = new RawClient(under, { headers: { 'x-request-id': 'r-7' } });
    const [response] = await once(client.socket, 'upgrade');
    expect(response.headers['x-request-id']).toBe('r-7');
    await client.open();
    client.subscribe('1', '{ correlation }');
    expect(await client.next()).toMatchObject({ payload: { data: { correlation: 'r-7' } } });
    expect(await client.next()).toEqual({ id: '1', type: 'complete' });
    client.subscribe('1', 'mutation { touch }');
    expect(await client.next()).toMatchObject({ payload: { data: { touch: 1 } } });
    client.socket.terminate();
  });

  it('logs what nobody expected with its correlation id, and does not show it', async () => {
    await using under = await openServerUnderTest();
    const client = await new RawClient(under, { headers: { 'x-request-id': 'r-8' } }).open();
    client.subscribe('1', '{ broken }');
    const message = JSON.stringify(await client.next());
    expect(message).toContain('internal/unexpected');
    expect(message).not.toContain('hunter2');
    expect(under.log.map(({ fields }) => fields.correlationId)).toEqual(['r-8']);
    client.socket.terminate();
  });

  it.each([
    'authorization',
    'Authorization',
    'apiKey',
  ])('takes the key from %s of what opens it', async (name) => {
    await using under = await openServerUnderTest();
    under.api.keys.set(goodKey, { ownerId: 'ann', role: 'user' });
    const client = await new RawClient(under).open({ [name]: goodKey });
    client.subscribe('1', '{ owner }');
    expect(await client.next()).toMatchObject({ payload: { data: { owner: 'ann' } } });
    client.socket.terminate();
  });

  it.each([
    ['a wrong key', { apiKey: 'bad-key' }],
    ['no key where there are keys', undefined],
    ['a key that is no text', { apiKey: { $ne: null } }],
  ])('closes with 4401 for %s', async (_, payload) => {
    await using under = await openServerUnderTest();
    under.api.keys.set(goodKey, { ownerId: 'ann', role: 'user' });
    const client = new RawClient(under);
    await client.opened;
    client.send({ type: 'connection_init', payload });
    expect(await client.closeCode()).toBe(4401);
  });

  it('closes with 1013, after which clients come back, while keys cannot be looked up', async () => {
    await using under = await openServerUnderTest();
    under.api.outage = new AppError('database/unavailable', 'away');
    const client = new RawClient(under);
    await client.opened;
    client.send({ type: 'connection_init' });
    expect(await client.closeCode()).toBe(1013);
  });

  it('looks the key up for every operation', async () => {
    await using under = await openServerUnderTest();
    under.api.keys.set(goodKey, { ownerId: 'ann', role: 'user' });
    const client = await new RawClient(under).open({ apiKey: goodKey });
    under.api.keys.delete(goodKey);
    client.subscribe('1', 'mutation { touch }');
    expect(await client.next()).toMatchObject({
      type: 'error',
      payload: [{ extensions: { code: 'unauthenticated' } }],
    });
    expect(under.api.mutations).toBe(0);
    client.socket.terminate();
  });

  it('closes with 4401 for an operation before it was opened, with 4400 for no message at all', async () => {
    await using under = await openServerUnderTest();
    for (const [message, code] of [
      [JSON.stringify({ id: '1', type: 'subscribe', payload: { query: '{ hello }' } }), 4401],
      ['{', 4400],
    ] as const) {
      const client = new RawClient(under);
      await client.opened;
      client.socket.send(message);
      expect(await client.closeCode()).toBe(code);
    }
  });

  it('closes with 1009 for a message beyond the limit', async () => {
    await using under = await openServerUnderTest({ limits: { mostBodyBytes: 1000 } });
    const client = await new RawClient(under).open();
    client.subscribe('1', `{ hello } # ${'x'.repeat(1000)}`);
    expect(await client.closeCode()).toBe(1009);
    expect(under.log).toEqual([]);
  });

  it('has only so many operations open, and takes another when one has ended', async () => {
    await using under = await openServerUnderTest({ limits: { mostOperations: 2 } });
    const client = await new RawClient(under).open();
    client.subscribe('1', ticks);
    client.subscribe('2', ticks);
    await under.api.ticks.untilOpen(2);
    client.subscribe('3', ticks);
    expect(await client.next()).toMatchObject({
      id: '3',
      payload: [{ extensions: { code: 'limit/operation' } }],
    });
    client.send({ id: '1', type: 'complete' });
    await under.api.ticks.untilOpen(1);
    client.subscribe('3', ticks);
    await under.api.ticks.untilOpen(2);
    client.socket.terminate();
    await under.api.ticks.untilOpen(0);
  });

  it('lets go of every source where an id was used again before its first operation began', async () => {
    await using under = await openServerUnderTest();
    const opening = Promise.withResolvers<void>();
    under.api.beforeSubscribe = opening.promise;
    const client = await new RawClient(under).open();
    client.subscribe('1', ticks);
    client.send({ id: '1', type: 'complete' });
    client.subscribe('1', ticks);
    client.subscribe('2', '{ hello }');
    await client.next();
    opening.resolve();
    await under.api.ticks.untilOpen(2);
    client.socket.terminate();
    await under.api.ticks.untilOpen(0);
  });

  it('takes nothing more from a source once the client has said that it closes', async () => {
    await using under = await openServerUnderTest();
    const socket = connect({ port: under.port, host: '127.0.0.1', allowHalfOpen: true });
    const head = ['GET /graphql HTTP/1.1', 'Host: localhost', 'Connection: Upgrade', 'Upgrade: websocket'];
    const key = ['Sec-WebSocket-Version: 13', `Sec-WebSocket-Key: ${Buffer.alloc(16).toString('base64')}`];
    socket.write([...head, ...key, 'Sec-WebSocket-Protocol: graphql-transport-ws', '', ''].join('\r\n'));
    await once(socket, 'data');
    socket.write(frame(1, '{"type":"connection_init"}'));
    await once(socket, 'data');
    const payload = { query: ticks };
    socket.write(frame(1, JSON.stringify({ id: '1', type: 'subscribe', payload })));
    await under.api.ticks.untilOpen(1);
    socket.resume();
    const ended = once(socket, 'end');
    // It never ends its own side, so that the server has to wait for it.
    socket.write(frame(8, ''));
    await ended;
    under.api.ticks.push(...Array.from({ length: 100 }, (_, at) => String(at)));
    for (let asked = 0; asked < 10; asked += 1) await under.post('{ hello }');
    expect(under.api.ticks.pulls).toBeLessThan(5);
    socket.destroy();
    await under.api.ticks.untilOpen(0);
  });

  it('is nowhere but at the API', async () => {
    await using under = await openServerUnderTest();
    const socket = connect(under.port, '127.0.0.1');
    socket.write(
      'GET /elsewhere HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n',
    );
    expect(await text(socket)).toMatch(/^HTTP\/1\.1 404 /);
  });
});

describe('keep-alives of a WebSocket', () => {
  const limits = { keepAliveMs: 1_000, mostSilentKeepAlives: 3 };

  it('reach the client, and one that answers stays', async () => {
    await using under = await openServerUnderTest({ limits });
    const client = await new RawClient(under).open();
    for (let beat = 0; beat < 10; beat += 1) {
      const pinged = once(client.socket, 'ping');
      under.clock.advance(1_000);
      await pinged;
      client.subscribe(String(beat), '{ hello }');
      expect(await client.next()).toMatchObject({ payload: { data: { hello: 'world' } } });
      await client.next();
    }
    client.socket.terminate();
  });

  it('end a connection that answers nothing, and free what it held', async () => {
    await using under = await openServerUnderTest({ limits });
    const client = await new RawClient(under, { autoPong: false }).open();
    client.subscribe('1', ticks);
    await under.api.ticks.untilOpen(1);
    const closed = client.closeCode();
    for (let beat = 0; beat < 4; beat += 1) under.clock.advance(1_000);
    expect(await closed).toBe(1006);
    await under.api.ticks.untilOpen(0);
  });

  it('cost no timer where nobody is connected', async () => {
    await using under = await openServerUnderTest({ limits });
    expect(under.clock.pendingTimers).toBe(0);
  });
});
