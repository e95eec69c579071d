import { createHash, randomUUID } from 'node:crypto';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Pool } from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Viewer } from '../../src/app/index.ts';
import type { ExecutionEvent } from '../../src/engine/index.ts';
import type { Json } from '../../src/kernel/index.ts';
import { builtInKinds, createRegistry, defineNodeKind } from '../../src/nodes/index.ts';
import { PostgresExecutionStore } from '../../src/persistence/index.ts';
import type { Runtime } from '../../src/server/open-runtime.ts';
import { bulkKind, bulkOf, fileKind, passOnKind } from '../support/bulk-kind.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { noopKind } from '../support/noop-kind.ts';
import { eventOf, execute, logOf, noop, openTestRuntime, sequence, testViewer } from '../support/runtime.ts';
import { StatementCounter } from '../support/statement-count.ts';
import { openTestPool } from '../support/test-pool.ts';

let watchedLook = (): void => undefined;

/** Gives an object of many keys that tells when one of them is read. */
const watchedKind = defineNodeKind({
  ...noopKind,
  type: 'watched',
  config: z.strictObject({}),
  output: () => ({ fields: { data: 'dyn' } }),
  compile: () => ({
    pure: false,
    run: async () => {
      const data: Json = Object.fromEntries(
        Array.from({ length: 20_000 }, (_, index) => [`k${index}`, index]),
      );
      const get = () => {
        watchedLook();
        return 1;
      };
      Object.defineProperty(data, 'watched', { enumerable: true, get });
      return { status: 'completed', port: 'out', output: { data } };
    },
  }),
});

const registry = createRegistry([...builtInKinds, noopKind, bulkKind, passOnKind, fileKind, watchedKind]);
let database: TestDatabase;
let pool: Pool;
const runtimes: Runtime[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
  pool = openTestPool(database.url, 2);
});

afterEach(async () => {
  await Promise.all(runtimes.splice(0).map((runtime) => runtime.close()));
});

afterAll(async () => {
  await pool.end();
  await database.drop();
});

type Options = Omit<Parameters<typeof openTestRuntime>[0], 'url' | 'registry'>;

async function open(options: Options = {}): Promise<Runtime> {
  const runtime = await openTestRuntime({ url: database.url, registry, ...options });
  runtimes.push(runtime);
  return runtime;
}

const bulk = (length: number, more: object = {}) => ({ type: 'bulk', config: { length, ...more } });
const passOn = (from: string) => ({ type: 'pass_on', config: { from } });
/** `n1` makes a value, and each of the others hands it on. */
const passedOn = (first: object, times: number) =>
  sequence(first, ...Array.from({ length: times }, (_, index) => passOn(`n${index + 1}`)));

async function count(sql: string, ...values: readonly unknown[]): Promise<number> {
  const { rows } = await pool.query<{ n: string }>(`select (${sql}) as n`, [...values]);
  return Number(rows[0]?.n);
}

const bytesOf = (ownerId: string) =>
  count('select coalesce(sum(size), 0) from blob where owner_id = $1', ownerId);
const rowBytesOf = (id: string) =>
  count('select sum(length(events::text)) from execution_event where execution_id = $1', id);

const anybody = (): Viewer => ({ ownerId: randomUUID(), role: 'user' });
const ended = { waitMs: 30_000 };

function outputOf(events: readonly ExecutionEvent[], nodeId: string): Json {
  const event = events.find((one) => one.type === 'NodeCompleted' && one.nodeId === nodeId);
  return event?.type === 'NodeCompleted' ? event.output : null;
}

describe('a large value', () => {
  it('comes as input, as large as a request can be, and is kept apart', async () => {
    const { app } = await open();
    const text = 'x'.repeat(11 * 1024 * 1024);
    const graph = { ...sequence(noop()), outputs: { length: 'size(input.text)' } };
    const { id, output } = await execute(app, graph, { input: { text }, ...ended });
    expect(output).toEqual({ length: text.length });
    expect(await app.wholeValue(testViewer, id, 'input')).toEqual({ text });
    expect(await rowBytesOf(id)).toBeLessThan(10_000);
    await expect(execute(app, graph, { input: { text: `${text}${text}` } })).rejects.toMatchObject({
      code: 'input/invalid',
      message: expect.stringContaining('longer than 12582912 bytes'),
    });
  });

  it.each(['text', 'list'] as const)('that is a %s is seen whole wherever it is shown', async (form) => {
    const { app } = await open();
    const data = bulkOf(form, 300_000);
    const graph = { ...passedOn(bulk(300_000, { form }), 2), outputs: { all: 'nodes.n3.output.data' } };
    const { id } = await execute(app, graph, { ...ended, input: { data } });

    const live = await logOf(app, id);
    expect(outputOf(live, 'n3')).toEqual({ data, by: 'n2' });
    const polled = await app.readExecutionEvents(testViewer, {
      executionId: id,
      after: 0,
      first: 100,
      waitMs: 0,
    });
    expect(polled.events.map(({ event }) => event)).toEqual(live);
    const steps = await app.listSteps(testViewer, {
      executionId: id,
      page: { first: null, after: null },
    });
    expect(steps.edges.at(-1)?.node).toMatchObject({ output: { data } });
    expect(await app.wholeValue(testViewer, id, 'input')).toEqual({ data });
    expect(await app.wholeValue(testViewer, id, 'output')).toEqual({ all: data });
    expect(await rowBytesOf(id)).toBeLessThan(5000);
  });

  it('is stored once for the executions of one owner, and once more for another owner', async () => {
    const { app } = await open();
    const graph = passedOn(bulk(200_000), 1);
    const [one, other] = [anybody(), anybody()];
    await Promise.all([execute(app, graph, ended, one), execute(app, graph, ended, one)]);
    await execute(app, graph, ended, one);
    const stored = await bytesOf(one.ownerId);
    expect(stored).toBe(200_001);
    await execute(app, graph, ended, other);
    expect([await bytesOf(one.ownerId), await bytesOf(other.ownerId)]).toEqual([stored, stored]);
    const pieces = 'select sum(length(bytes)) from blob_piece where owner_id = $1';
    expect(await count(pieces, other.ownerId)).toBe(stored);
  });

  it('is not read for somebody who only waits for the end', async () => {
    const { app } = await open();
    const counter = new StatementCounter(pool);
    const graph = { ...passedOn(bulk(2_000_000), 10), outputs: { length: 'size(nodes.n11.output.data)' } };
    await counter.forget();
    const { status, output } = await execute(app, graph, ended);
    expect([status, output]).toEqual(['completed', { length: 2_000_000 }]);
    const reads = (await counter.texts()).filter((text) => /^select .*from blob_piece/s.test(text));
    expect(reads).toEqual([]);
  });

  it('is shown to nobody else', async () => {
    const { app } = await open();
    const { id } = await execute(app, sequence(noop()), { ...ended, input: 'x'.repeat(100_000) });
    expect(await app.wholeValue(anybody(), id, 'input')).toBeNull();
    expect(await app.wholeValue(testViewer, 'no id', 'input')).toBeNull();
  });

  it('of which another worker goes on is the same, and what it hands on is not stored again', async () => {
    const owner = anybody();
    const graph = passedOn(bulk(400_000, { form: 'list' }), 1);
    const waiting = { type: 'delay', config: { durationMs: 1500 } };
    const nodes = [...graph.nodes, { id: 'wait', ...waiting }, { id: 'late', ...passOn('n2') }];
    const edges = [...graph.edges, { source: 'n2', target: 'wait' }, { source: 'wait', target: 'late' }];
    const clock = new ManualClock();
    const first = await open({ clock });
    const outputs = { input: 'input', data: 'nodes.late.output.data' };
    const input = bulkOf('text', 100_000);
    const { id } = await execute(first.app, { nodes, edges, outputs }, { input }, owner);
    await eventOf(first.app, id, 'NodeSuspended', owner);
    const stored = await bytesOf(owner.ownerId);
    await Promise.all(runtimes.splice(0).map((runtime) => runtime.close()));

    const { app } = await open({ clock });
    await clock.pass(500, logOf(app, id, owner));
    expect(await app.wholeValue(owner, id, 'output')).toEqual({ input, data: bulkOf('list', 400_000) });
    expect(await bytesOf(owner.ownerId)).toBe(stored);
    expect(await rowBytesOf(id)).toBeLessThan(5000);
  });

  describe('of which the bytes are on their way', () => {
    const waiting = `from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
    const large = { ...sequence(bulk(3_000_000)), outputs: { data: 'nodes.n1.output.data' } };

    /** Nobody can keep a value until `work` is done, which begins when somebody waits for that. */
    async function whileBytesWait(work: () => Promise<unknown>): Promise<void> {
      const client = await pool.connect();
      try {
        await client.query('begin');
        await client.query('lock table blob in exclusive mode');
        await expect.poll(() => count(`select count(*) ${waiting}`), { timeout: 20_000 }).toBe(1);
        await work();
      } finally {
        await client.query('rollback');
        client.release();
      }
    }

    it('keeps no other execution waiting, and is referred to by the one that it belongs to', async () => {
      const { app } = await open();
      const owner = anybody();
      const first = execute(app, large, ended, owner);
      await whileBytesWait(async () => {
        const { status } = await execute(app, sequence(noop(), noop()), ended);
        expect(status).toBe('completed');
        expect(await bytesOf(owner.ownerId)).toBe(0);
      });
      const { id, status } = await first;
      expect([status, await app.wholeValue(owner, id, 'output')]).toEqual([
        'completed',
        { data: bulkOf('text', 3_000_000) },
      ]);
      expect(await count('select count(*) from blob_reference where execution_id = $1', id)).toBe(1);
    });

    it('is sent with its event where they did not arrive', async () => {
      const { app } = await open();
      const owner = anybody();
      const first = execute(app, large, ended, owner);
      await whileBytesWait(() => pool.query(`select pg_terminate_backend(pid) ${waiting}`));
      const { id, status } = await first;
      expect([status, await app.wholeValue(owner, id, 'output')]).toEqual([
        'completed',
        { data: bulkOf('text', 3_000_000) },
      ]);
    });
  });

  it('among many is read with few others at a time, and none is missing', async () => {
    const { app } = await open();
    const seeds = Array.from({ length: 6 }, (_, index) => `${index}`);
    const graph = sequence(...seeds.map((seed) => bulk(7_000_000, { seed })));
    const { id } = await execute(app, graph, ended);
    const most: number[] = [];
    const outputs: Json[] = [];
    for await (const { events } of await app.watchExecutionEvents(testViewer, {
      executionId: id,
      after: 0,
    })) {
      const large = events.flatMap(({ event }) =>
        event.type === 'NodeCompleted' && event.nodeId !== 'start' ? [event.output] : [],
      );
      most.push(large.length);
      outputs.push(...large);
    }
    expect(Math.max(...most)).toBeLessThanOrEqual(3);
    expect(outputs.map((output) => Object(output).data.slice(0, 1))).toEqual(seeds);
  });

  it('among many is folded with few others at a time by whoever goes on', async () => {
    const owner = anybody();
    const seeds = Array.from({ length: 5 }, (_, index) => `${index}`);
    const graph = sequence(
      ...seeds.map((seed) => bulk(7_000_000, { seed })),
      { type: 'delay', config: { durationMs: 1500 } },
      passOn('n1'),
      passOn('n5'),
    );
    const outputs = { first: 'nodes.n7.output.data', last: 'nodes.n8.output.data' };
    const clock = new ManualClock();
    const first = await open({ clock });
    const { id } = await execute(first.app, { ...graph, outputs }, {}, owner);
    await eventOf(first.app, id, 'NodeSuspended', owner);
    await Promise.all(runtimes.splice(0).map((runtime) => runtime.close()));
    const store = new PostgresExecutionStore({ pool, jobs: { enqueue: async () => undefined } });
    const loaded = await store.load(id);
    expect(loaded?.events.length).toBeLessThan(loaded?.types.length ?? 0);

    const { app } = await open({ clock });
    await clock.pass(500, logOf(app, id, owner));
    expect(await app.wholeValue(owner, id, 'output')).toEqual({
      first: bulkOf('text', 7_000_000, '0'),
      last: bulkOf('text', 7_000_000, '4'),
    });
  });

  it('that looks like what Chatter keeps in its place stays what it is', async () => {
    const input = [null, [[['output'], 'a'.repeat(64), 'json', 9]], 'x'.repeat(70_000)];
    const { app } = await open();
    const graph = { ...sequence(noop({ output: [null, [[[], 'a'.repeat(64), 'text', 9]]] })), outputs: {} };
    const { id } = await execute(
      app,
      { ...graph, outputs: { a: 'input', b: 'nodes.n1.output' } },
      { input, ...ended },
    );
    expect(await app.wholeValue(testViewer, id, 'output')).toEqual({
      a: input,
      b: [null, [[[], 'a'.repeat(64), 'text', 9]]],
    });
    const short = await execute(app, graph, { input: input.slice(0, 2), ...ended });
    expect(await app.wholeValue(testViewer, short.id, 'input')).toEqual(input.slice(0, 2));
  });

  it('that the database refuses ends its own execution, and none that shared its commit', async () => {
    const { app } = await open();
    await pool.query(`create function refuse_blob() returns trigger language plpgsql as
      $$ begin raise exception 'refused' using errcode = '23514'; end $$`);
    await pool.query(`create trigger refuse_blob before insert on blob for each row
      when (new.size = 90001) execute function refuse_blob()`);
    const owner = anybody();
    const all = await Promise.all(
      [80_000, 90_000, 100_000].map((length) => execute(app, sequence(bulk(length)), ended, owner)),
    );
    await pool.query('drop trigger refuse_blob on blob');
    expect(all.map(({ status, error }) => [status, error?.code ?? null])).toEqual([
      ['completed', null],
      ['failed', 'execution/unwritable'],
      ['completed', null],
    ]);
    expect(await bytesOf(owner.ownerId)).toBe(80_001 + 100_001);
  });

  it('of many keys is not looked through again in every event that hands it on', async () => {
    const { app } = await open();
    const times = 20;
    let looks = 0;
    watchedLook = () => {
      looks += 1;
    };
    const { status } = await execute(app, passedOn({ type: 'watched' }, times), ended);
    expect(status).toBe('completed');
    expect(looks).toBeLessThan(8);
  });

  describe('beyond the limit', () => {
    const nestedIn = (what: string) => `${'['.repeat(19)}${what}${']'.repeat(19)}`;
    /** One text, five thousand times: it is nowhere in memory as a whole. */
    const many = 'input.list.map(one, input.text)';
    const input = { list: Array.from({ length: 5000 }, () => 0), text: 'x'.repeat(60_000) };
    const [effectful, pure] = [
      bulk(256 * 1024 * 1024 + 1),
      { type: 'transform', config: { outputs: { many } } },
    ];

    it('fails its execution by name, and says which node has given it', async () => {
      const { app } = await open();
      const { status, error } = await execute(app, sequence(effectful), ended);
      expect([status, error]).toMatchObject([
        'failed',
        { code: 'limit/value-size', nodeId: 'n1', path: 'n1' },
      ]);
      expect(error?.message).toMatch(/^node "n1": a value is larger than 268435456 bytes: hand on/);
    });

    it.each([
      ['has effects', effectful],
      ['has none', pure],
    ])('is a failure like any other of the node that gives it, where that %s', async (_, node) => {
      const { app } = await open();
      const graph = {
        nodes: [
          { id: 'start', type: 'start' },
          { id: 'huge', ...node, retry: { maxAttempts: 3 } },
          { id: 'beside', ...noop() },
          { id: 'sorry', type: 'error_handler' },
        ],
        edges: [
          { source: 'start', target: 'huge' },
          { source: 'start', target: 'beside' },
          { source: 'huge', sourcePort: 'error', target: 'sorry' },
        ],
        outputs: { code: 'nodes.sorry.output.error.code', huge: 'nodes.huge.output' },
      };
      const { id, status, output } = await execute(app, graph, { input, ...ended });
      expect([status, output]).toEqual(['completed', { code: 'limit/value-size', huge: null }]);
      const failures = (await logOf(app, id)).filter(({ type }) => type === 'NodeFailed');
      expect(failures).toMatchObject([{ nodeId: 'huge', attempt: 1 }]);
    });

    it('fails the node that puts a value into a value until it is nested too deeply', async () => {
      const { app } = await open();
      const graph = {
        nodes: [
          { id: 'start', type: 'start' },
          { id: 'again', type: 'loop', config: { maxIterations: 60 } },
          { id: 'nest', type: 'transform', config: { outputs: { a: nestedIn('nodes.nest.output') } } },
        ],
        edges: [
          { source: 'start', target: 'again' },
          { source: 'again', sourcePort: 'body', target: 'nest' },
          { source: 'nest', target: 'again' },
        ],
      };
      const { status, error } = await execute(app, graph, ended);
      expect([status, error]).toMatchObject([
        'failed',
        {
          code: 'limit/value-size',
          message: 'node "nest": a value is nested deeper than 1000 levels: flatten it',
        },
      ]);
    });

    it('fails only the item of a map that gives it', async () => {
      const { app } = await open();
      const graph = {
        nodes: [{ id: 'start', type: 'start' }],
        edges: [],
        outputs: { many: `item > 1 ? ${many} : []` },
      };
      const each = { type: 'map', config: { items: '[1, 2, 1]', graph, onItemError: 'collect' } };
      const workflow = { ...sequence(each), outputs: { results: 'nodes.n1.output.results' } };
      const { output, id } = await execute(app, workflow, { input, ...ended });
      expect(output).toEqual({ results: [{ many: [] }, null, { many: [] }] });
      const log = await logOf(app, id);
      expect(log.find(({ type }) => type === 'ScopeFailed')).toMatchObject({
        path: 'n1[1]',
        error: { code: 'limit/value-size' },
      });
    });
  });

  it('costs a snapshot nothing that the events have kept, and is whole for whoever goes on from there', async () => {
    const graph = {
      nodes: [
        { id: 'start', type: 'start' },
        { id: 'make', ...bulk(300_000, { form: 'list' }) },
        { id: 'again', type: 'loop', config: { maxIterations: 400 } },
        { id: 'step', type: 'variable', config: { operation: 'increment', name: 'n', value: 1 } },
        { id: 'wait', type: 'delay', config: { durationMs: 1500 } },
        { id: 'late', ...passOn('make') },
      ],
      edges: [
        { source: 'start', target: 'make' },
        { source: 'make', target: 'again' },
        { source: 'again', sourcePort: 'body', target: 'step' },
        { source: 'step', target: 'again' },
        { source: 'again', sourcePort: 'done', target: 'wait' },
        { source: 'wait', target: 'late' },
      ],
      variables: { n: 0 },
      limits: { maxSteps: 5000 },
      outputs: { input: 'input', data: 'nodes.late.output.data' },
    };
    const clock = new ManualClock();
    const first = await open({ clock });
    const input = bulkOf('text', 100_000);
    const { id } = await execute(first.app, graph, { input });
    await eventOf(first.app, id, 'NodeSuspended');
    await Promise.all(runtimes.splice(0).map((runtime) => runtime.close()));
    const size = await count(
      'select length(state::text) from execution_snapshot where execution_id = $1',
      id,
    );
    expect(size).toBeGreaterThan(100);
    expect(size).toBeLessThan(20_000);

    const { app } = await open({ clock });
    await clock.pass(500, logOf(app, id));
    expect(await app.wholeValue(testViewer, id, 'output')).toEqual({ input, data: bulkOf('list', 300_000) });
  });
});

describe('bytes', () => {
  it('that a node keeps are stored once, and what refers to them is a small value', async () => {
    const { app } = await open();
    const file = { type: 'file', config: { text: 'a file', contentType: 'text/plain' } };
    const owner = anybody();
    const graph = { ...sequence(file, file), outputs: { file: 'nodes.n2.output' } };
    const { output } = await execute(app, graph, ended, owner);
    const blob = createHash('sha256').update('a file').digest('hex');
    expect(output).toEqual({ file: { blob, contentType: 'text/plain', size: 6 } });
    expect(await bytesOf(owner.ownerId)).toBe(6);
    const asked = { hash: blob, ownerId: null };
    const found = await app.findBytes(owner, asked);
    const parts: Uint8Array[] = [];
    for await (const part of found?.read(2, 6) ?? []) parts.push(part);
    expect(Buffer.concat(parts).toString()).toBe('file');
    expect(await app.findBytes(anybody(), asked)).toBeNull();
  });
});

/** Memory that is still in use after a collection, in MB. */
function liveMegabytes(): number {
  setFlagsFromString('--expose-gc');
  runInNewContext('gc')();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return (heapUsed + arrayBuffers) / 1024 / 1024;
}

describe('memory', () => {
  it.each([
    'text',
    'list',
  ] as const)('stays flat while a %s of 12 MB goes through ten nodes', async (form) => {
    const samples: number[] = [];
    const sink = {
      start: () => undefined,
      events: () => samples.push(liveMegabytes()),
      end: () => undefined,
    };
    const { app } = await open({ sinks: [sink] });
    const owner = anybody();
    const before = liveMegabytes();
    const { id } = await execute(app, passedOn(bulk(12_000_000, { form }), 10), {}, owner);
    // Whoever followed the log would hold what is measured.
    await expect
      .poll(async () => (await app.getExecution(owner, id))?.status, { timeout: 280_000 })
      .toBe('completed');
    // While it is first sent there are its text, its bytes, and both in the hands of the driver.
    expect(Math.max(...samples) - before).toBeLessThan(6 * 12);
    const afterwards = samples.slice(2);
    expect(Math.max(...afterwards) - before).toBeLessThan(3 * 12);
    expect(Math.max(...afterwards) - Math.min(...afterwards)).toBeLessThan(6);
    expect(await count('select count(*) from blob where owner_id = $1', owner.ownerId)).toBe(1);
    expect(await rowBytesOf(id)).toBeLessThan(10_000);
  }, 300_000);
});
