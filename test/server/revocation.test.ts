import { createClient } from 'graphql-sse';
import { expect, it } from 'vitest';
import { openHttpServer } from '../../src/server/http-server.ts';
import { createTestDatabase } from '../support/database.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { execute, noop, openTestRuntime, sequence } from '../support/runtime.ts';
import { silentLog } from '../support/silent-log.ts';

const subscribeTo = (id: string) =>
  `subscription { executionEvents(executionId: "${id}") { events { sequence } } }`;

it('a revoked key ends its subscriptions at once, without waiting for the next look', async () => {
  const database = await createTestDatabase();
  const runtime = await openTestRuntime({ url: database.url });
  // Nothing looks again by itself: this clock stands.
  const clock = new ManualClock();
  const server = await openHttpServer({
    host: '127.0.0.1',
    port: 0,
    app: runtime.app,
    clock,
    log: silentLog,
    isReady: async () => true,
    metrics: async () => '',
  });
  const mutate = async (query: string, apiKey?: string) => {
    const response = await fetch(`${server.url}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` }),
      },
      body: JSON.stringify({ query }),
    });
    return (await response.json()).data;
  };
  const create = (name: string, more = '', by?: string) =>
    mutate(
      `mutation { createApiKey(input: { name: "${name}", role: ADMIN${more} }) {
        ... on CreateApiKeySuccess { key apiKey { id } }
      } }`,
      by,
    );
  try {
    const keeper = (await create('keeper')).createApiKey.key;
    const revoked = (await create('revoked', '', keeper)).createApiKey;
    const { id } = await execute(runtime.app, sequence(noop({ hang: true })));
    const client = createClient({
      url: `${server.url}/graphql`,
      headers: { authorization: `Bearer ${revoked.key}` },
      retryAttempts: 0,
    });
    const results = client.iterate<{ executionEvents: object }>({ query: subscribeTo(id) });
    expect((await results.next()).value).toMatchObject({ data: { executionEvents: expect.anything() } });
    await mutate(`mutation { revokeApiKey(id: "${revoked.apiKey.id}") { __typename } }`, keeper);
    const ends: unknown[] = [];
    for await (const result of results) ends.push(...(result.errors ?? []));
    expect(ends.at(-1)).toMatchObject({ extensions: { code: 'forbidden' } });
    client.dispose();
  } finally {
    await server.close();
    await runtime.close();
    await database.drop();
  }
});
