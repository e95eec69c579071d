import { once } from 'node:events';
import { connect } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import type { ApiUnderTest } from './api-under-test.ts';
import { openServerUnderTest, type ServerUnderTest } from './server-under-test.ts';

const bytes = 256 * 1024;
const query = `subscription { large(bytes: ${bytes}) }`;
/** What the two kernels take, with room: far below what an unbounded buffer would reach. */
const mostMade = 200;

/** Reads nothing until it is told to. */
interface Reader {
  /** The number of the next value. */
  read(): Promise<number>;
  cut(): void;
}

async function webSocketReader(under: ServerUnderTest): Promise<Reader> {
  const socket = new WebSocket(under.webSocket, 'graphql-transport-ws');
  await once(socket, 'open');
  socket.send('{"type":"connection_init"}');
  await once(socket, 'message');
  socket.pause();
  socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload: { query } }));
  const numbers: number[] = [];
  let read = 0;
  socket.on('message', (data) => numbers.push(numberIn(String(data))));
  return {
    read: async () => {
      socket.resume();
      while (numbers.length <= read) await once(socket, 'message');
      read += 1;
      return numbers[read - 1] ?? 0;
    },
    cut: () => socket.terminate(),
  };
}

async function serverSentReader(under: ServerUnderTest): Promise<Reader> {
  const socket = connect(under.port, '127.0.0.1');
  const body = JSON.stringify({ query });
  const head = ['POST /graphql HTTP/1.1', 'Host: localhost', 'Accept: text/event-stream'];
  const lines = [...head, 'Content-Type: application/json', `Content-Length: ${body.length}`, '', body];
  socket.write(lines.join('\r\n'));
  socket.pause();
  let text = '';
  socket.on('data', (chunk) => {
    text += chunk;
  });
  return {
    read: async () => {
      socket.resume();
      for (;;) {
        const end = text.indexOf('x"');
        if (end >= 0) {
          const number = numberIn(text);
          text = text.slice(end + 2);
          return number;
        }
        await once(socket, 'data');
      }
    },
    cut: () => socket.destroy(),
  };
}

function numberIn(text: string): number {
  return Number(/"large":"(\d+):/.exec(text)?.[1]);
}

/** How many values were made when no more are. */
async function settled(api: ApiUnderTest): Promise<number> {
  await until(() => api.made > 0);
  for (;;) {
    const { made } = api;
    for (let turns = 0; turns < 500; turns += 1) await turn();
    if (made === api.made) return made;
    if (made > mostMade) throw new Error('values are made without end');
  }
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await turn();
}

describe.each([
  ['a WebSocket', webSocketReader],
  ['server-sent events', serverSentReader],
])('a subscriber over %s that stops reading', (_, open) => {
  it('costs a bounded buffer, disturbs nobody, and misses nothing when it reads on', async () => {
    await using under = await openServerUnderTest();
    const reader = await open(under);
    const made = await settled(under.api);
    expect((await under.post('{ hello }')).status).toBe(200);
    for (let number = 1; number <= made + 50; number += 1) expect(await reader.read()).toBe(number);
    reader.cut();
    await until(() => under.api.making === 0);
  });

  it('frees everything when it is cut off', async () => {
    await using under = await openServerUnderTest();
    const reader = await open(under);
    await settled(under.api);
    expect(under.api.making).toBe(1);
    reader.cut();
    await until(() => under.api.making === 0);
  });
});

describe('a WebSocket that asks and does not read the answers', () => {
  it('has only so many of them waiting; the rest is refused or not read', async () => {
    const mostOperations = 50;
    await using under = await openServerUnderTest({ limits: { mostOperations } });
    const socket = new WebSocket(under.webSocket, 'graphql-transport-ws');
    await once(socket, 'open');
    socket.send('{"type":"connection_init"}');
    await once(socket, 'message');
    socket.pause();
    const asked = 400;
    const payload = { query: `{ repeat(bytes: ${bytes}) }` };
    for (let id = 0; id < asked; id += 1) {
      socket.send(JSON.stringify({ id: String(id), type: 'subscribe', payload }));
    }
    expect(await settled(under.api)).toBeLessThan(2 * mostOperations);
    const answers = new Map<unknown, unknown>();
    socket.on('message', (data) => {
      const { id, type } = JSON.parse(String(data));
      if (type !== 'complete') answers.set(id, type);
    });
    socket.resume();
    while (answers.size < asked) await once(socket, 'message');
    expect([...answers.values()].filter((type) => type === 'next')).toHaveLength(under.api.made);
    socket.terminate();
  });

  it('is not read from while too much waits to be sent to it, and is afterwards', async () => {
    await using under = await openServerUnderTest();
    const socket = new WebSocket(under.webSocket, 'graphql-transport-ws');
    await once(socket, 'open');
    // Whoever does not introduce himself in time is shown out.
    socket.send('{"type":"connection_init"}');
    await once(socket, 'message');
    socket.pause();
    const asked = 300;
    const ping = JSON.stringify({ type: 'ping', payload: { text: 'x'.repeat(bytes) } });
    for (let sent = 0; sent < asked; sent += 1) socket.send(ping);
    let unread = Number.POSITIVE_INFINITY;
    for (let turns = 0; turns < 1_000 && socket.bufferedAmount > 0; turns += 1) {
      unread = socket.bufferedAmount;
      await turn();
    }
    expect(unread).toBe(socket.bufferedAmount);
    expect(unread).toBeGreaterThan((asked * bytes) / 2);
    let answers = 0;
    socket.on('message', () => {
      answers += 1;
    });
    socket.resume();
    while (answers < asked) await once(socket, 'message');
    socket.terminate();
  });
});
