/*
 * How many requests a server answers, over HTTP with kept connections: one that asks for nothing, the acceptance of a
 * small workflow, and a workflow that its caller waits for. The ratios are to the first, which every request costs. Whoever
 * asks shares the machine with the server and its database.
 */
import { Agent, request } from 'node:http';
import { quantile } from './meter.ts';
import { count, counts, readOptions } from './options.ts';
import { startOwnServer } from './own-server.ts';

const {
  seconds,
  rounds,
  concurrency: concurrencies,
} = readOptions({
  script: 'bench:requests',
  tells: 'How many requests a server answers in a second, and how long one takes.',
  options: { seconds: count(3), rounds: count(3), concurrency: counts(1, 16, 64) },
});
const milliseconds = seconds * 1000;

const graph = {
  nodes: [
    { id: 'start', type: 'start' },
    { id: 'copy', type: 'transform', config: { outputs: { said: 'input.say' } } },
  ],
  edges: [{ source: 'start', target: 'copy' }],
  outputs: { said: 'nodes.copy.output.said' },
};
const mutation = `mutation ($graph: WorkflowGraphInput!, $waitMs: Int!) {
  executeWorkflow(input: { target: { graph: $graph }, input: { say: "hello" }, waitMs: $waitMs }) {
    ... on ExecuteWorkflowSuccess { execution { id status output } }
    ... on Error { message }
  }
}`;

interface Asked {
  readonly name: string;
  readonly body: object;
  /** What the right answer holds. */
  readonly answer: string;
}

const asked: readonly Asked[] = [
  { name: 'nothing', body: { query: '{ __typename }' }, answer: '"Query"' },
  {
    name: 'acceptance',
    body: { query: mutation, variables: { graph, waitMs: 0 } },
    answer: '"execution":{"id"',
  },
  {
    name: 'workflow',
    body: { query: mutation, variables: { graph, waitMs: 30_000 } },
    answer: '"output":{"said":"hello"}',
  },
];

/** @returns the milliseconds that each took */
async function ask(
  url: string,
  { name, body, answer }: Asked,
  concurrency: number,
): Promise<readonly number[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: concurrency });
  const text = JSON.stringify(body);
  const taken: number[] = [];
  const end = performance.now() + milliseconds;
  const lane = async (): Promise<void> => {
    while (performance.now() < end) {
      const began = performance.now();
      const answered = await post(url, agent, text);
      if (!answered.includes(answer)) throw new Error(`${name}: ${answered}`);
      taken.push(performance.now() - began);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, lane));
  agent.destroy();
  return taken;
}

function post(url: string, agent: Agent, text: string): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) };
  const asking = request(url, { method: 'POST', agent, headers }, (response) => {
    const parts: string[] = [];
    response.setEncoding('utf8');
    response.on('data', (part: string) => parts.push(part));
    response.on('end', () => resolve(parts.join('')));
  });
  asking.on('error', reject);
  asking.end(text);
  return promise;
}

const server = await startOwnServer();
const found = new Map<string, number[][]>();
for (let round = 0; round <= rounds; round += 1) {
  for (const concurrency of concurrencies) {
    for (const one of asked) {
      const taken = [...(await ask(server.url, one, concurrency))];
      const key = JSON.stringify([concurrency, one.name]);
      // The first round warms up.
      if (round > 0) found.set(key, [...(found.get(key) ?? []), taken]);
    }
  }
}
await server.close();

console.log('at once  asked for      a second   of nothing     p50 ms     p99 ms');
for (const concurrency of concurrencies) {
  let floor: number | null = null;
  for (const { name } of asked) {
    const rounds = found.get(JSON.stringify([concurrency, name])) ?? [];
    const perSecond =
      quantile(
        rounds.map(({ length }) => (length * 1000) / milliseconds),
        0.5,
      ) ?? Number.NaN;
    floor ??= perSecond;
    const all = rounds.flat();
    const shown = [
      perSecond.toFixed(0),
      (perSecond / floor).toFixed(2),
      ...[0.5, 0.99].map((share) => quantile(all, share)?.toFixed(1)),
    ];
    console.log(
      `${String(concurrency).padStart(7)}  ${name.padEnd(12)}${shown.map((one) => String(one).padStart(11)).join('')}`,
    );
  }
}
