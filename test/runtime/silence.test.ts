import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { createModels } from '../../src/models/index.ts';
import type { Provider } from '../../src/models/provider.ts';
import { builtInKinds, createRegistry, defineNodeKind, type ModelChunk } from '../../src/nodes/index.ts';
import { Silence } from '../../src/runtime/owner/silence.ts';
import type { Http } from '../../src/runtime/ports/http.ts';
import type { Runtime } from '../../src/server/open-runtime.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { noopKind } from '../support/noop-kind.ts';
import { eventOf, execute, logOf, noop, openTestRuntime, sequence, testViewer } from '../support/runtime.ts';

let database: TestDatabase;
let clock: ManualClock;
const runtimes: Runtime[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
});

afterEach(async () => {
  await Promise.all(runtimes.splice(0).map((runtime) => runtime.close()));
});

afterAll(() => database.drop());

/** Time passes, and whatever has its turn then has it. */
function pass(ms: number): void {
  clock.advance(ms);
  clock.advance(0);
}

/** Says something every second, so often, and is done then. Time passes only here. */
const tickingKind = defineNodeKind({
  ...noopKind,
  type: 'ticking',
  givesSigns: true,
  config: z.strictObject({
    times: z.int().describe('How often.'),
    as: z.enum(['text', 'debug', 'keep']).describe('How it says it.'),
  }),
  output: () => 'dyn',
  compile: ({ times, as }) => ({
    pure: false,
    run: async (_, world) => {
      for (let time = 0; time < times; time += 1) {
        pass(1000);
        if (as === 'text') world.text('tick ');
        if (as === 'debug') world.debug('tick', null);
        if (as === 'keep') await world.keep(Buffer.from('tick'), 'text/plain');
      }
      return { status: 'completed', port: 'out', output: null };
    },
  }),
});

const registry = createRegistry([...builtInKinds, noopKind, tickingKind]);

/** Models that speak every four seconds: to the end, or until they fall silent; a deaf one never hears that it is enough. */
const slow: Provider = {
  name: 'slow',
  models: ['speaks', 'stops', 'deaf'].map((model) => ({
    model,
    description: null,
    supports: null,
    maxOutputTokens: null,
    prices: [],
  })),
  stream: async function* ({ model }, signal): AsyncGenerator<ModelChunk> {
    for (const text of model === 'speaks' ? ['[1', ',2', ',3]'] : ['[1']) {
      pass(4000);
      signal.throwIfAborted();
      yield { type: 'text', text };
    }
    if (model !== 'speaks') pass(5000);
    if (model === 'deaf') {
      pass(5000);
      pass(1000);
      await new Promise(() => undefined);
    }
    signal.throwIfAborted();
    yield { type: 'finish', reason: 'stop' };
  },
};

async function open(http?: Http): Promise<Runtime> {
  clock = new ManualClock();
  const runtime = await openTestRuntime({
    url: database.url,
    registry,
    clock,
    models: createModels([slow]),
    ...(http === undefined ? {} : { http }),
  });
  runtimes.push(runtime);
  return runtime;
}

async function run({ app }: Runtime, node: object) {
  const { id } = await execute(app, sequence(node), { debug: true });
  const log = await logOf(app, id);
  return { log, execution: await app.getExecution(testViewer, id) };
}

const model = (name: string, more: object = {}, config: object = {}) => ({
  type: 'model',
  config: { provider: 'slow', model: name, prompt: 'Count.', ...config },
  ...more,
});
const silent = {
  code: 'model/interrupted',
  message: expect.stringContaining('nothing was heard of slow/stops for 5000 ms (idleTimeoutMs)'),
};

it('what has come while the process stood still is heard before it is taken for silent', () => {
  const stopped = new ManualClock();
  const silence = new Silence({ limitMs: 1000, clock: stopped });
  let silences = 0;
  silence.start(() => {
    silences += 1;
  });
  stopped.advance(30_000);
  silence.heard();
  for (const ms of [0, 999, 0]) stopped.advance(ms);
  expect(silences).toBe(0);
  for (const ms of [1, 0]) stopped.advance(ms);
  expect([silences, stopped.pendingTimers]).toEqual([1, 0]);
});

it('a model is not taken for silent while the node has a piece of its answer in hand', async () => {
  const still = new ManualClock();
  const silence = new Silence({ limitMs: 1000, clock: still });
  let silences = 0;
  silence.start(() => {
    silences += 1;
  });
  const said: ModelChunk[] = [
    { type: 'text', text: 'one' },
    { type: 'text', text: 'two' },
  ];
  const listening = silence.listeningTo({
    stream: async function* (_, signal) {
      for (const chunk of said) {
        signal.throwIfAborted();
        yield chunk;
      }
    },
  });
  const asked = { provider: 'slow', model: 'speaks', messages: [], idempotencyKey: 'e1:n1' };
  const heard: ModelChunk[] = [];
  for await (const chunk of listening.stream(asked, new AbortController().signal)) {
    heard.push(chunk);
    for (const ms of [999, 1, 0, 1000, 0]) still.advance(ms);
  }
  expect([heard, silences]).toEqual([said, 0]);
  for (const ms of [1000, 0]) still.advance(ms);
  expect(silences).toBe(1);
});

describe('a node with idleTimeoutMs', () => {
  const idleTimeoutMs = 5000;
  const counted = { structuredOutput: { type: 'array' }, repair: true };

  it('has a model that is silent given up, and asks the next one where nothing was shown yet', async () => {
    const fallbackModels = [{ provider: 'slow', model: 'speaks' }];
    const node = model('stops', { idleTimeoutMs }, { ...counted, fallbackModels });
    const { log, execution } = await run(await open(), node);
    expect(execution).toMatchObject({ status: 'completed' });
    const asked = log.flatMap((event) => (event.type === 'UsageRecorded' ? [event.model] : []));
    expect(asked).toEqual(['stops', 'speaks']);
  });

  it('fails, to be tried again, where no other model is left', async () => {
    const { app } = await open();
    const retry = { maxAttempts: 2, backoffMs: 1, jitter: false };
    const { id } = await execute(app, sequence(model('stops', { idleTimeoutMs, retry })));
    await eventOf(app, id, 'NodeRetryScheduled');
    let execution = await app.getExecution(testViewer, id);
    await vi.waitUntil(
      async () => {
        clock.advance(1);
        execution = await app.getExecution(testViewer, id);
        return execution?.completedAt !== null;
      },
      { timeout: 30_000 },
    );
    expect(execution).toMatchObject({ status: 'failed', error: silent });
    const log = await logOf(app, id);
    expect(log.filter(({ type }) => type === 'NodeFailed')).toMatchObject([
      { retrying: true, text: '[1', error: { retryable: true } },
      { text: '[1' },
    ]);
  });

  it('is left behind where a model that is silent cannot be given up', async () => {
    const { execution } = await run(await open(), model('deaf', { idleTimeoutMs }));
    expect(execution).toMatchObject({ status: 'failed', error: { code: 'node/idle-timeout' } });
  });

  it.each([
    ['shows its answer', {}],
    ['holds its answer back', counted],
  ])('waits for a model that goes on speaking as long as it takes, where it %s', async (_, config) => {
    const { execution } = await run(await open(), model('speaks', { idleTimeoutMs }, config));
    expect(execution).toMatchObject({ status: 'completed' });
    expect(clock.now()).toBeGreaterThan(new ManualClock().now() + 2 * idleTimeoutMs);
  });

  it.each([
    'text',
    'debug',
    'keep',
  ])('hears whatever it says, as by %s, and fails it once it says nothing more', async (as) => {
    const runtime = await open();
    const ticking = { type: 'ticking', config: { times: 5, as } };
    const patient = await run(runtime, { ...ticking, idleTimeoutMs: 1500 });
    expect(patient.execution).toMatchObject({ status: 'completed' });
    const impatient = await run(runtime, { ...ticking, idleTimeoutMs: 500 });
    expect(impatient.execution).toMatchObject({
      status: 'failed',
      error: {
        code: 'node/idle-timeout',
        message: 'node "n1" gave no sign of life for 500 ms (idleTimeoutMs)',
        retryable: true,
      },
    });
  });

  it('hears a server whose answer comes bit by bit', async () => {
    const http: Http = {
      mayAsk: () => true,
      send: async ({ url }, _, onProgress) => {
        for (let piece = 0; piece < 5; piece += 1) {
          pass(2000);
          onProgress?.();
        }
        return { url, status: 200, headers: {}, body: 'at last', retryAfterMs: null };
      },
    };
    const runtime = await open(http);
    const request = { type: 'http_request', config: { url: 'https://shop.example' } };
    const patient = await run(runtime, { ...request, idleTimeoutMs: 3000 });
    expect(patient.execution).toMatchObject({ status: 'completed' });
    const impatient = await run(runtime, { ...request, idleTimeoutMs: 1000 });
    expect(impatient.execution).toMatchObject({ error: { code: 'node/idle-timeout' } });
  });

  it('is still bounded by timeoutMs, and by being cancelled', async () => {
    const runtime = await open();
    const { execution } = await run(runtime, model('speaks', { idleTimeoutMs, timeoutMs: 10_000 }));
    expect(execution).toMatchObject({ error: { code: 'node/timeout' } });
    const { id } = await execute(runtime.app, sequence(noop({ hang: true }, { idleTimeoutMs })));
    await eventOf(runtime.app, id, 'NodeStarted');
    await runtime.app.cancelExecution(testViewer, id);
    expect(await eventOf(runtime.app, id, 'ExecutionCancelled')).toBeDefined();
  });
});
