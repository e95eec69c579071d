import { createClient } from 'graphql-ws';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { executeSql } from '../support/execute-sql.ts';
import { ServerProcess } from '../support/server-process.ts';

let database: TestDatabase;
let servers: readonly ServerProcess[];

beforeAll(async () => {
  database = await createTestDatabase();
  servers = await Promise.all([
    ServerProcess.on(database.url, 'api'),
    ServerProcess.on(database.url, 'worker'),
  ]);
  for (const server of servers) await server.start();
});
afterAll(async () => {
  for (const server of servers) await server.stop();
  await database.drop();
});

interface Told {
  readonly executionsChanged: { readonly id: string; readonly status: string };
}

const execute = `mutation {
  executeWorkflow(input: { target: { graph: { nodes: [{ id: "start", type: "start" }], edges: [] } } }) {
    ... on ExecuteWorkflowSuccess { execution { id } }
  }
}`;

async function accept({ url }: ServerProcess): Promise<string> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: execute }),
  });
  const { data } = (await response.json()) as {
    readonly data: { readonly executeWorkflow: { readonly execution: { readonly id: string } } };
  };
  return data.executeWorkflow.execution.id;
}

it('servers on one database tell each other: each hears of what the other accepts and runs', async () => {
  const [api, worker] = servers;
  if (!api || !worker) throw new Error('there are no two servers');
  for (const [watched, accepting] of [
    [api, worker],
    [worker, api],
  ] as const) {
    const client = createClient({ url: watched.url.replace('http', 'ws'), webSocketImpl: WebSocket });
    const changes = client.iterate<Told>({ query: 'subscription { executionsChanged { id status } }' });
    const completed = (async () => {
      for await (const { data } of changes)
        if (data?.executionsChanged.status === 'COMPLETED') return data.executionsChanged.id;
      return null;
    })();
    await subscribedTo(watched);
    const id = await accept(accepting);
    expect(await completed).toBe(id);
    await client.dispose();
  }
});

/** Resolves when somebody watches executions there. */
async function subscribedTo({ url }: ServerProcess): Promise<void> {
  for (;;) {
    const metrics = await (await fetch(new URL('/metrics', url))).text();
    if (/^chatter_change_subscribers 1$/m.test(metrics)) return;
  }
}

it('each of them has one connection for that', async () => {
  const sessions = await executeSql(
    database.url,
    `select pid from pg_stat_activity where application_name = 'chatter-notifier' and datname = current_database()`,
  );
  expect(sessions).toHaveLength(2);
});
