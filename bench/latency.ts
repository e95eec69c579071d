/*
 * What a user waits for, through GraphQL on an idle server in a process of its own: from the mutation to the first
 * token, and from the model's chunk to the subscriber's socket.
 */
import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { z } from 'zod';
import { quantile } from './meter.ts';
import { count, readOptions } from './options.ts';
import { startOwnServer } from './own-server.ts';

const { executions } = readOptions({
  script: 'bench:latency',
  tells: 'How long users of a server wait: for the first token, and for each that follows.',
  options: { executions: count(200) },
});
const warmUp = 30;

const words = 50;
const paceMs = 20;
const script = JSON.stringify([{ do: 'text', text: 'word '.repeat(words), paceMs }]);

const mutation = `mutation ($graph: WorkflowGraphInput!) {
  executeWorkflow(input: { target: { graph: $graph } }) {
    ... on ExecuteWorkflowSuccess { execution { id } }
    ... on Error { message }
  }
}`;
const subscription = `subscription ($id: ID!) {
  executionEvents(executionId: $id) { events { __typename at ... on TextDelta { text } } }
}`;

const accepted = z.object({
  data: z.object({ executeWorkflow: z.object({ execution: z.object({ id: z.string() }) }) }),
});
const batch = z.object({
  executionEvents: z.object({
    events: z.array(z.object({ __typename: z.string(), at: z.iso.datetime() })),
  }),
});

function graphOf(model: string, prompt: string): object {
  return {
    nodes: [
      { id: 'start', type: 'start' },
      { id: 'answer', type: 'model', config: { provider: 'offline', model, prompt } },
    ],
    edges: [{ source: 'start', target: 'answer' }],
  };
}

/** Milliseconds since 1970, finer than the machine's clock shows. */
const now = (): number => performance.timeOrigin + performance.now();

/** From the mutation until its first token, and of every token from the model's word to this process, in milliseconds. */
async function measure(
  url: string,
  graph: object,
): Promise<{ readonly first: number; readonly lags: number[] }> {
  const began = now();
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: mutation, variables: { graph } }),
  });
  const { id } = accepted.parse(await response.json()).data.executeWorkflow.execution;
  let first: number | null = null;
  const lags: number[] = [];
  for await (const { data } of client.iterate({ query: subscription, variables: { id } })) {
    const arrived = now();
    for (const event of batch.parse(data).executionEvents.events) {
      if (event.__typename !== 'TextDelta') continue;
      first ??= arrived - began;
      lags.push(arrived - Date.parse(event.at));
    }
  }
  if (first === null) throw new Error(`execution ${id} streamed nothing`);
  return { first, lags };
}

const server = await startOwnServer();
const { url } = server;
const client = createClient({ url: url.replace('http', 'ws'), webSocketImpl: WebSocket, lazy: false });

const firsts: number[] = [];
for (let run = 0; run < warmUp + executions; run += 1) {
  const { first } = await measure(url, graphOf('echo', 'one two three'));
  if (run >= warmUp) firsts.push(first);
}
const lags: number[] = [];
for (let run = 0; run < 10; run += 1) lags.push(...(await measure(url, graphOf('scripted', script))).lags);

const shown = (ms: number | null): string => (ms === null ? '-' : ms.toFixed(1).padStart(8));
const line = (name: string, found: readonly number[]): string =>
  `${name.padEnd(40)}${shown(quantile(found, 0.5))}${shown(quantile(found, 0.99))}`;
console.log(`${'milliseconds'.padEnd(40)}${'p50'.padStart(8)}${'p99'.padStart(8)}`);
console.log(line(`mutation to first token (${executions})`, firsts));
console.log(line(`model's word to subscriber (${lags.length})`, lags));
console.log(
  `first start ${(server.startMs / 1000).toFixed(1)} s, then ${server.residentMb().toFixed(0)} MB resident`,
);

await client.dispose();
await server.close();
