import { expect, it } from 'vitest';
import { executeSql } from '../support/execute-sql.ts';
import { openTestServer } from '../support/server.ts';

it('times are what they are, whatever style of dates and time zone the database has for its users', async () => {
  const server = await openTestServer({
    reach: async (url) => {
      const name = new URL(url).pathname.slice(1);
      await executeSql(url, `alter database ${name} set datestyle = 'German, DMY'`);
      await executeSql(url, `alter database ${name} set timezone = 'Asia/Kolkata'`);
      return url;
    },
  });
  const before = Date.now();
  const { data } = await server.ask(`mutation {
    executeWorkflow(input: {
      target: { chat: {} }, message: "hello", model: { provider: "offline", model: "echo" }, waitMs: 20000
    }) { ... on ExecuteWorkflowSuccess { execution { status completedAt } } }
  }`);
  const { status, completedAt } = data.executeWorkflow.execution;
  expect(status).toBe('COMPLETED');
  expect(Date.parse(completedAt)).toBeGreaterThanOrEqual(before);
  expect(Date.parse(completedAt)).toBeLessThanOrEqual(Date.now());
  await server.close();
});
