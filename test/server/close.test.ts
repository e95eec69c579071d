import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { openServerUnderTest } from './server-under-test.ts';
import { overServerSentEvents } from './subscribers.ts';

const ticks = 'subscription { ticks }';

describe('closing the server', () => {
  it('tells WebSockets that it goes away, without completing what they have subscribed', async () => {
    await using under = await openServerUnderTest();
    const socket = new WebSocket(under.webSocket, 'graphql-transport-ws');
    await once(socket, 'open');
    socket.send('{"type":"connection_init"}');
    await once(socket, 'message');
    const later: string[] = [];
    socket.on('message', (data) => later.push(String(data)));
    socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload: { query: ticks } }));
    await under.api.ticks.untilOpen(1);
    const closed = once(socket, 'close');
    await under.server.close();
    expect((await closed)[0]).toBe(1001);
    expect(later).toEqual([]);
    expect(under.api.ticks.open).toBe(0);
    expect(under.clock.pendingTimers).toBe(0);
  });

  it('cuts server-sent events, without completing them', async () => {
    await using under = await openServerUnderTest();
    const results = overServerSentEvents(under).subscribe(ticks);
    const next = results.next();
    await under.api.ticks.untilOpen(1);
    await Promise.all([under.server.close(), expect(next).rejects.toBeDefined()]);
    expect(under.api.ticks.open).toBe(0);
  });

  it('lets a request end, and takes no other', async () => {
    await using under = await openServerUnderTest();
    const held = under.post('{ held }');
    await under.api.holding.promise;
    const closing = under.server.close();
    await expect(fetch(`${under.url}/health`)).rejects.toBeDefined();
    under.api.hold.resolve('done');
    expect(await (await held).json()).toEqual({ data: { held: 'done' } });
    await closing;
  });

  it('waits for a request only so long', async () => {
    await using under = await openServerUnderTest({ limits: { closeGraceMs: 3_000 } });
    const held = under.post('{ held }');
    const failed = expect(held).rejects.toBeDefined();
    await under.api.holding.promise;
    const closing = under.server.close();
    under.clock.advance(3_000);
    await closing;
    await failed;
  });

  it('waits for a WebSocket that does not answer only so long', async () => {
    await using under = await openServerUnderTest({ limits: { closeGraceMs: 3_000 } });
    const socket = connect(under.port, '127.0.0.1');
    const head = ['GET /graphql HTTP/1.1', 'Host: localhost', 'Connection: Upgrade', 'Upgrade: websocket'];
    const key = ['Sec-WebSocket-Version: 13', `Sec-WebSocket-Key: ${Buffer.alloc(16).toString('base64')}`];
    socket.write([...head, ...key, 'Sec-WebSocket-Protocol: graphql-transport-ws', '', ''].join('\r\n'));
    await once(socket, 'data');
    const closing = under.server.close();
    under.clock.advance(3_000);
    await closing;
    socket.destroy();
  });

  it('ends idle connections at once', async () => {
    await using under = await openServerUnderTest();
    const socket = connect(under.port, '127.0.0.1');
    socket.write('GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n');
    await once(socket, 'data');
    const ended = once(socket, 'close');
    await under.server.close();
    await ended;
  });

  it('may be asked for twice, and before it listens', async () => {
    const under = await openServerUnderTest();
    const first = under.server.close();
    expect(under.server.close()).toBe(first);
    await first;
  });
});
