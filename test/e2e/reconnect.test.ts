import { afterAll, beforeAll, expect, it } from 'vitest';
import { seededRandom } from '../support/seeded-random.ts';
import { openTestServer, type TestServer } from '../support/server.ts';
import { CuttingProxy } from './cutting-proxy.ts';
import { comingBackByThemselves, RefusedError, type SeenEvent, transports } from './transports.ts';

const executions = 10;
const reconnects = 1000;

let server: TestServer;
let proxy: CuttingProxy;
const random = seededRandom(11);

beforeAll(async () => {
  server = await openTestServer();
  // From inside the head of the answer to somewhere in the middle of the log.
  proxy = await CuttingProxy.to(server.port, () => 1 + Math.floor(random() ** 2 * 6000));
});

afterAll(async () => {
  proxy.close();
  await server.close();
});

/** A loop that speaks: some seconds of events. */
const graph = {
  nodes: [
    { id: 'start', type: 'start' },
    { id: 'each', type: 'loop', config: { maxIterations: 20 } },
    {
      id: 'say',
      type: 'model',
      config: {
        provider: 'offline',
        model: 'scripted',
        prompt: JSON.stringify([{ do: 'text', text: 'one two three four five', paceMs: 12 }]),
      },
    },
  ],
  edges: [
    { source: 'start', target: 'each' },
    { source: 'each', sourcePort: 'body', target: 'say' },
    { source: 'say', target: 'each' },
  ],
};

async function execute(): Promise<string> {
  const { data } = await server.ask(
    `mutation ($graph: WorkflowGraphInput!) { executeWorkflow(input: { target: { graph: $graph } }) {
      ... on ExecuteWorkflowSuccess { execution { id } } } }`,
    { graph },
  );
  return data.executeWorkflow.execution.id;
}

let connections = 0;

/** Follows the execution from its start to its end, over whatever transport comes, however often it breaks. */
async function follow(id: string): Promise<readonly SeenEvent[]> {
  const events: SeenEvent[] = [];
  let cursor: string | null = null;
  for (;;) {
    connections += 1;
    const transport = transports[Math.floor(random() * transports.length)];
    try {
      for await (const batch of transport?.(proxy.url, id, cursor) ?? []) {
        events.push(...batch.events);
        cursor = batch.cursor;
      }
      return events;
    } catch (error) {
      if (error instanceof RefusedError) throw error;
    }
  }
}

async function storedSequences(id: string): Promise<readonly number[]> {
  const { data } = await server.ask(
    'query ($id: ID!) { executionEvents(executionId: $id, first: 500) { caughtUp events { sequence } } }',
    { id },
  );
  expect(data.executionEvents.caughtUp).toBe(true);
  return data.executionEvents.events.map(({ sequence }: SeenEvent) => sequence);
}

it(`${reconnects} reconnects at random bytes, over all transports with one cursor, lose and repeat nothing`, async () => {
  const ids = await Promise.all(Array.from({ length: executions }, execute));
  const followed = async (id: string): Promise<void> => {
    const expected = storedSequences;
    do {
      const seen = (await follow(id)).map(({ sequence }) => sequence);
      expect(seen).toEqual(await expected(id));
    } while (connections < reconnects);
  };
  await Promise.all(ids.map(followed));
  expect(connections).toBeGreaterThanOrEqual(reconnects);
});

it.each(
  comingBackByThemselves,
)('%s may come back by itself, if its cursor moves on: it repeats nothing', async (_, transport) => {
  const id = await execute();
  const seen: number[] = [];
  for await (const { events } of transport(proxy.url, id, null)) {
    seen.push(...events.map(({ sequence }) => sequence));
  }
  expect(seen).toEqual(await storedSequences(id));
});

it('and afterwards nothing of it is left: no subscriber, no followed execution', async () => {
  const metrics = async () => (await fetch(`${server.url}/metrics`)).text();
  let text = await metrics();
  // The last broken connections are noticed a moment after the client has gone.
  while (!/^chatter_subscribers 0$/m.test(text)) text = await metrics();
  expect(text).toMatch(/^chatter_followed_executions 0$/m);
});
