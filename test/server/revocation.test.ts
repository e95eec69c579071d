import { randomUUID } from 'node:crypto';
import { createClient } from 'graphql-sse';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiServer, openApiServer } from '../../src/server/api-server.ts';
import type { Runtime } from '../../src/server/open-runtime.ts';
import { transportLimits } from '../../src/server/transport/transport-limits.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { executeSql } from '../support/execute-sql.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { execute, noop, openTestRuntime, sequence } from '../support/runtime.ts';
import { silentLog } from '../support/silent-log.ts';

/** Nothing looks again by itself: this clock stands. */
const clock = new ManualClock();
const user = { ownerId: randomUUID(), role: 'user' } as const;
let database: TestDatabase;
let runtime: Runtime;
let server: ApiServer;
/** What makes keys, and takes them. */
let keeper: string | null = null;

beforeAll(async () => {
  database = await createTestDatabase();
  runtime = await openTestRuntime({ url: database.url });
  server = await openApiServer({
    host: '127.0.0.1',
    port: 0,
    app: runtime.app,
    clock,
    log: silentLog,
    isReady: async () => true,
    metrics: async () => '',
  });
  keeper = (await newAdmin()).key;
});
afterAll(async () => {
  await server.close();
  await runtime.close();
  await database.drop();
});

async function mutate(query: string) {
  const response = await fetch(`${server.url}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(keeper === null ? {} : { authorization: `Bearer ${keeper}` }),
    },
    body: JSON.stringify({ query }),
  });
  return (await response.json()).data;
}

async function newAdmin(): Promise<{ readonly key: string; readonly apiKey: { readonly id: string } }> {
  const made = await mutate(`mutation { createApiKey(input: { name: "an administrator", role: ADMIN }) {
    ... on CreateApiKeySuccess { key apiKey { id } }
  } }`);
  return made.createApiKey;
}

const revoke = (id: string) => mutate(`mutation { revokeApiKey(id: "${id}") { __typename } }`);

/** As whoever runs the database may: there is no operation for it. The next look finds it. */
async function demote(id: string): Promise<void> {
  await executeSql(database.url, "update api_key set role = 'user' where id = $1", [id]);
  clock.advance(transportLimits.rightsEveryMs);
}

/** Begins to watch, and gives the stream when something has come; until then, it makes something happen. */
async function watch(key: string, query: string, happen?: () => Promise<unknown>) {
  const client = createClient({
    url: `${server.url}/graphql`,
    headers: { authorization: `Bearer ${key}` },
    retryAttempts: 0,
  });
  const results = client.iterate({ query: `subscription { ${query} }` });
  const first = results.next();
  let hasCome = false;
  const come = () => {
    hasCome = true;
  };
  void first.then(come, come);
  while (happen && !hasCome) await happen();
  expect((await first).value?.data).toBeTruthy();
  return results;
}

/** The code of the error that the stream ends with. */
async function endOf(stream: AsyncIterable<{ readonly errors?: readonly object[] | undefined }>) {
  const errors: object[] = [];
  for await (const result of stream) errors.push(...(result.errors ?? []));
  return errors.at(-1);
}

const eventsOf = (id: string) => `executionEvents(executionId: "${id}") { events { sequence } }`;
const hanging = () => sequence(noop({ hang: true }));

describe('a subscription', () => {
  it('ends at once when its key is revoked, without waiting for the next look', async () => {
    const { key, apiKey } = await newAdmin();
    const { id } = await execute(runtime.app, hanging());
    const stream = await watch(key, eventsOf(id));
    await revoke(apiKey.id);
    expect(await endOf(stream)).toMatchObject({ extensions: { code: 'forbidden' } });
  });

  it.each([
    ['revoked', revoke],
    ["made a user's", demote],
  ])("to another owner's execution ends when the key of its administrator is %s", async (_, lose) => {
    const { key, apiKey } = await newAdmin();
    const { id } = await execute(runtime.app, hanging(), {}, user);
    const stream = await watch(key, eventsOf(id));
    await lose(apiKey.id);
    expect(await endOf(stream)).toMatchObject({ extensions: { code: 'forbidden' } });
  });

  it.each([
    ['revoked', revoke],
    ["made a user's", demote],
  ])("to another owner's executions ends when the key of its administrator is %s", async (_, lose) => {
    const { key, apiKey } = await newAdmin();
    const query = `executionsChanged(filter: { ownerId: "${user.ownerId}" }) { id }`;
    const stream = await watch(key, query, () => execute(runtime.app, sequence(noop()), {}, user));
    await lose(apiKey.id);
    expect(await endOf(stream)).toMatchObject({ extensions: { code: 'forbidden' } });
  });
});
