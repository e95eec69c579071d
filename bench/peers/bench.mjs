// Chatter for a harness of several engines: see the README beside this file.
import pg from 'pg';
import { emitted, expect, main, pgUrl, received, tick } from '../lib/bench.mjs';

const home = process.env.CHATTER_HOME;
if (!home) throw new Error('set CHATTER_HOME to the checkout of Chatter');
const from = (path) => import(`${home}/${path}`);
const [
  { migrateDatabase },
  { createPgBossDispatcher },
  { openRuntime },
  nodes,
  { systemClock },
  tracker,
  steps,
] = await Promise.all([
  from('src/persistence/index.ts'),
  from('src/dispatch/index.ts'),
  from('src/server/open-runtime.ts'),
  from('src/nodes/index.ts'),
  from('src/runtime/system-clock.ts'),
  from('src/tracker/index.ts'),
  from('bench/peers/step-kind.ts'),
]);

const url = pgUrl('bench_chatter');
await migrateDatabase(url);
const log = { info: () => {}, warn: console.error, error: console.error };
const runtime = await openRuntime({
  url,
  formerOwnersDead: true,
  dispatcher: createPgBossDispatcher({ database: { url }, log }),
  registry: nodes.createRegistry([...nodes.builtInKinds, steps.peerStepKind({ tick, emitted })]),
  models: { list: () => [] },
  clock: systemClock,
  log,
  tracker: new tracker.WorkflowTracker({ sinks: [], onFailure: console.error }),
  concurrency: 200,
});
await runtime.start();

const node = (id, config = {}) => ({ id, type: 'step', config });
const graphOf = (body, edges) => ({
  variables: { items: [] },
  nodes: [{ id: 'start', type: 'start' }, ...body],
  edges: edges.map(([source, target, sourcePort = 'out']) => ({ source, sourcePort, target })),
  outputs: { items: 'vars.items' },
});
const ten = Array.from({ length: 10 }, (_, index) => `n${index}`);
const branches = Array.from({ length: 20 }, (_, index) => `b${index}`);
const graphs = {
  seq: graphOf(
    ten.map((id) => node(id)),
    ten.map((id, index) => [index === 0 ? 'start' : ten[index - 1], id]),
  ),
  loop: graphOf(
    [{ id: 'each', type: 'loop', config: { maxIterations: 100 } }, node('a'), node('b'), node('c')],
    [
      ['start', 'each'],
      ['each', 'a', 'body'],
      ['a', 'b'],
      ['b', 'c'],
      ['c', 'each'],
    ],
  ),
  fan: graphOf(
    [...branches.map((id) => node(id)), node('join')],
    branches.flatMap((id) => [
      ['start', id],
      [id, 'join'],
    ]),
  ),
  stream: graphOf([node('model', { tokens: 200 })], [['start', 'model']]),
};

const ownerId = '00000000-0000-4000-8000-000000000001';
const ask = (scenario, id, waitMs) =>
  runtime.engine.execute({
    ownerId,
    type: 'custom',
    graph: graphs[scenario],
    asked: null,
    definitionId: null,
    definitionVersion: null,
    templateId: null,
    input: { id },
    message: null,
    modelDefaults: {},
    limits: {},
    idempotencyKey: null,
    waitMs,
    debug: false,
    correlationId: null,
  });

const run = (scenario, count) => async (id) => {
  const { outcome } = await ask(scenario, id, 30_000);
  expect(outcome?.output?.items?.length === count, scenario);
};

async function stream(id) {
  const { executionId } = await ask('stream', id, 0);
  const viewer = { ownerId, role: 'admin' };
  let seen = 0;
  for await (const { events } of await runtime.app.watchExecutionEvents(viewer, { executionId, after: 0 })) {
    for (const { event } of events) {
      if (event.type !== 'TextDelta') continue;
      for (const _ of event.text) {
        received(id, seen);
        seen += 1;
      }
    }
  }
  expect(seen === 200, `stream ${seen}`);
}

await main(
  'chatter',
  {
    seq: run('seq', 10),
    loop: run('loop', 300),
    fan: run('fan', 21),
    stream,
    close: () => runtime.close(),
  },
  pg,
);
