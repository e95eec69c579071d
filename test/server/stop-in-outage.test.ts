import { expect, it } from 'vitest';
import { type DatabaseProxy, proxyDatabase } from '../support/database-proxy.ts';
import { openTestServer } from '../support/server.ts';
import { silentLog } from '../support/silent-log.ts';

const hang = JSON.stringify([{ do: 'text', text: 'here' }, { do: 'hang' }]);
const start = `mutation {
  executeWorkflow(input: {
    target: { chat: {} }, message: ${JSON.stringify(hang)}, model: { provider: "offline", model: "scripted" }
  }) { ... on ExecuteWorkflowSuccess { execution { id } } }
}`;
const events = 'query ($id: ID!) { executionEvents(executionId: $id) { events { __typename } } }';

it('a server that cannot hand over, as the database is away, stops all the same, and says what it left', async () => {
  const said: string[] = [];
  const proxies: DatabaseProxy[] = [];
  const server = await openTestServer({
    patience: 50,
    log: { ...silentLog, info: (message) => said.push(message), warn: (message) => said.push(message) },
    reach: async (url) => {
      const proxy = await proxyDatabase(url);
      proxies.push(proxy);
      return proxy.url;
    },
  });
  const { id } = (await server.ask(start)).data.executeWorkflow.execution;
  const hasSpoken = async (): Promise<boolean> =>
    JSON.stringify((await server.ask(events, { id })).data).includes('TextDelta');
  while (!(await hasSpoken()));
  for (const proxy of proxies) await proxy.goAway();
  await server.close();
  expect(said[0]).toBe('the server answers');
  expect(said.slice(said.indexOf('the server stops'))).toContain(
    'executions could not be handed over in time; others take them over',
  );
  expect(said.at(-1)).toBe('the server has stopped');
});
