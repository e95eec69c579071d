import { once } from 'node:events';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { type DatabaseProxy, proxyDatabase } from '../support/database-proxy.ts';
import { openTestServer, type TestServer } from '../support/server.ts';

let proxy: DatabaseProxy;
let server: TestServer;

beforeAll(async () => {
  server = await openTestServer({
    reach: async (url) => {
      proxy = await proxyDatabase(url);
      return proxy.url;
    },
  });
});

afterAll(async () => {
  await server.close();
  await proxy.close();
});

function post(query: string, headers: Readonly<Record<string, string>> = {}): Promise<Response> {
  return fetch(`${server.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query }),
  });
}

/** The code with which a WebSocket is closed that says it begins. */
async function closeCode(): Promise<unknown> {
  const socket = new WebSocket(`${server.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
  await once(socket, 'open');
  socket.send(JSON.stringify({ type: 'connection_init' }));
  const [code] = await once(socket, 'close');
  return code;
}

it('while the database is away, HTTP says 503 and when to come back, a WebSocket that the client should come back', async () => {
  const refusal = {
    errors: [
      {
        message: 'the database does not answer: try again',
        extensions: { code: 'database/unavailable', retryable: true },
      },
    ],
  };
  await proxy.goAway();
  const events = 'subscription { executionsChanged { id } }';
  for (const asked of [
    post('{ viewer { ownerId } }'),
    post(events, { accept: 'text/event-stream' }),
    fetch(`${server.url}/blobs/${'a'.repeat(64)}`),
  ]) {
    const response = await asked;
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '1']);
    expect(await response.text()).toContain(JSON.stringify(refusal));
  }
  expect(await closeCode()).toBe(1013);
  expect((await fetch(`${server.url}/ready`)).status).toBe(503);
  expect((await fetch(`${server.url}/health`)).status).toBe(200);
  await proxy.comeBack();
  expect((await post('{ workflowExecutions { nodes { id } } }')).status).toBe(200);
  expect((await fetch(`${server.url}/ready`)).status).toBe(200);
});
