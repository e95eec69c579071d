import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { hasBrowser, type OpenBrowser, openBrowser } from '../support/browser.ts';
import { openTestServer, type TestServer } from '../support/server.ts';

describe.runIf(hasBrowser)('GraphiQL in a browser', () => {
  let server: TestServer;
  let open: OpenBrowser;
  let page: Page;
  /** What the page has asked of others than the server, and what went wrong in it. */
  const outside: string[] = [];
  const errors: string[] = [];

  beforeAll(async () => {
    [server, open] = await Promise.all([openTestServer(), openBrowser()]);
  });

  beforeEach(async () => {
    page = await (await open.browser.newContext()).newPage();
    page.setDefaultTimeout(120_000); // Only what hangs takes so long.
    page.on('request', (request) => {
      const { origin, protocol } = new URL(request.url());
      if (protocol.startsWith('http') && origin !== server.url) outside.push(request.url());
    });
    page.on('pageerror', ({ message }) => errors.push(message));
    page.on('console', (line) => line.type() === 'error' && errors.push(line.text()));
  });

  afterAll(async () => {
    await open.close();
    await server.close();
  });

  const run = () => page.getByRole('button', { name: /execute query/i }).click();
  const result = () => page.locator('.result-window');

  it('runs the operation that it begins with, at a press of run, and needs nothing from anywhere else', async () => {
    await page.goto(`${server.url}/graphiql`);
    await run();
    await result().getByText('Hello from Chatter').waitFor();
    expect(await result().innerText()).toContain('COMPLETED');
    expect({ outside, errors }).toEqual({ outside: [], errors: [] });
  });

  it('shows the stream of an execution to its end', async () => {
    const { data } = await server.ask(
      `mutation { executeWorkflow(input: { target: { chat: {} }, message: "Watch me", model: { provider: "offline", model: "echo" } }) {
        ... on ExecuteWorkflowSuccess { execution { id } } } }`,
    );
    const { id } = data.executeWorkflow.execution;
    const query = `subscription { executionEvents(executionId: "${id}") { caughtUp events { __typename } } }`;
    await page.goto(`${server.url}/graphiql?query=${encodeURIComponent(query)}`);
    await run();
    await result().getByText('ExecutionCompleted').waitFor();
    expect({ outside, errors }).toEqual({ outside: [], errors: [] });
  });
});
