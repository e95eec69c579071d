import type { Pool } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Runtime } from '../../src/server/open-runtime.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { execute, noop, openTestRuntime, sequence, testViewer } from '../support/runtime.ts';
import { callsOf, StatementCounter, walOf, writes } from '../support/statement-count.ts';
import { openTestPool } from '../support/test-pool.ts';

let database: TestDatabase;
let runtime: Runtime;
let pool: Pool;
let counter: StatementCounter;

beforeAll(async () => {
  database = await createTestDatabase();
  runtime = await openTestRuntime({ url: database.url, concurrency: 200 });
  pool = openTestPool(database.url);
  counter = new StatementCounter(pool);
});

afterAll(async () => {
  await runtime.close();
  await pool.end();
  await database.drop();
});

interface Cost {
  /** For one workflow. */
  readonly transactions: number;
  readonly statements: number;
  readonly walBytes: number;
}

async function complete(graph: object): Promise<void> {
  const { status, error } = await execute(runtime.app, graph, { waitMs: 30_000 });
  expect({ status, error }).toEqual({ status: 'completed', error: null });
}

/** The median of five rounds: of a round in which something else was written, too, nothing is to be said. */
async function costOf(graph: object, concurrency = 1): Promise<Cost> {
  await complete(graph);
  const rounds: Cost[] = [];
  for (let round = 0; round < 5; round += 1) {
    await counter.forget();
    await Promise.all(Array.from({ length: concurrency }, () => complete(graph)));
    const counted = await counter.ofExecutions();
    rounds.push({
      transactions: callsOf(writes(counted)) / concurrency,
      statements: callsOf(counted) / concurrency,
      walBytes: walOf(counted) / concurrency,
    });
  }
  const median = (pick: (cost: Cost) => number) => rounds.map(pick).sort((a, b) => a - b)[2] ?? Number.NaN;
  return {
    transactions: median((cost) => cost.transactions),
    statements: median((cost) => cost.statements),
    walBytes: median((cost) => cost.walBytes),
  };
}

const steps = (count: number) => sequence(...Array.from({ length: count }, () => noop()));

describe('from the commit of its acceptance to that of its end', () => {
  it('a strict sequence of ten nodes takes at most 12 write transactions and 12 statements', async () => {
    const { transactions, statements } = await costOf(steps(10));
    expect(transactions).toBeLessThanOrEqual(12);
    expect(statements).toBeLessThanOrEqual(12);
  });

  it('sixteen of them at once take at most 3 write transactions each', async () => {
    expect((await costOf(steps(10), 16)).transactions).toBeLessThanOrEqual(3);
  });

  it('sixty-four of them at once take at most 1 write transaction each', async () => {
    expect((await costOf(steps(10), 64)).transactions).toBeLessThanOrEqual(1);
  });

  it('a fan-out of twenty takes at most 5 write transactions', async () => {
    const branches = Array.from({ length: 20 }, (_, index) => ({ id: `b${index}`, ...noop() }));
    const graph = {
      nodes: [{ id: 'start', type: 'start' }, ...branches, { id: 'join', ...noop() }],
      edges: branches.flatMap(({ id }) => [
        { source: 'start', target: id },
        { source: id, target: 'join' },
      ]),
    };
    expect((await costOf(graph)).transactions).toBeLessThanOrEqual(5);
  });

  it('a stream of two hundred tokens takes at most 4 write transactions', async () => {
    const prompt = Array.from({ length: 200 }, (_, index) => `token${index}`).join(' ');
    const graph = sequence({ type: 'model', config: { provider: 'offline', model: 'echo', prompt } });
    expect((await costOf(graph)).transactions).toBeLessThanOrEqual(4);
  });

  it('a step costs at most half a kilobyte of write-ahead log, in a sequence and in a loop of any length', async () => {
    const loop = (iterations: number) => ({
      nodes: [
        { id: 'start', type: 'start' },
        { id: 'each', type: 'loop', config: { maxIterations: iterations } },
        { id: 'step', ...noop() },
      ],
      edges: [
        { source: 'start', target: 'each' },
        { source: 'each', sourcePort: 'body', target: 'step' },
        { source: 'step', target: 'each' },
      ],
      limits: { maxSteps: 10_000 },
    });
    const sequences = (await costOf(steps(40))).walBytes - (await costOf(steps(10))).walBytes;
    expect(sequences / 30).toBeLessThanOrEqual(512);
    const short = (await costOf(loop(20))).walBytes;
    const long = (await costOf(loop(60))).walBytes;
    const longer = (await costOf(loop(100))).walBytes;
    // An iteration is two activations: the header's, which is pure, and the step's.
    expect((longer - long) / 40).toBeLessThanOrEqual(2 * 512);
    expect((longer - long) / (long - short)).toBeLessThan(1.2);
  });
});

describe('accepting an execution', () => {
  it('is one transaction of at most six statements', async () => {
    await complete(steps(1));
    const rounds: { readonly commits: number; readonly statements: number }[] = [];
    for (let round = 0; round < 5; round += 1) {
      await counter.forget();
      await complete(steps(1));
      const counted = await counter.ofAcceptance();
      const commits = counted.find(({ text }) => /^commit$/i.test(text))?.calls ?? 0;
      rounds.push({ commits, statements: callsOf(counted) });
    }
    // The upkeep of jobs has transactions of its own: the round with the fewest had none.
    const [fewest] = rounds.sort((a, b) => a.commits - b.commits || a.statements - b.statements);
    expect(fewest?.commits).toBe(1);
    expect(fewest?.statements).toBeLessThanOrEqual(6);
  });

  it('in a conversation is as cheap, the look at what was said before included', async () => {
    const { id: conversationId } = await runtime.app.createConversation(testViewer, { title: 'Talk' });
    const turn = { conversationId, message: 'hi', waitMs: 30_000 };
    const answering = { ...steps(1), outputs: { answer: 'input.message' } };
    await execute(runtime.app, answering, turn);
    await counter.forget();
    expect((await execute(runtime.app, answering, turn)).status).toBe('completed');
    const history = (await counter.texts()).filter((text) => text.startsWith('with own as'));
    // Others begin and commit at the same time: of what is left, each statement is one of this acceptance.
    const own = (await counter.ofAcceptance()).filter(({ text }) => !/^(begin|commit)$/i.test(text));
    const [begin, commit] = [1, 1];
    expect(history).toHaveLength(1);
    expect(begin + callsOf(own) + commit + history.length).toBeLessThanOrEqual(6);
    // The answer rides in the commit of the end.
    const inserted = (await counter.texts()).filter((text) => text.includes('insert into message'));
    expect(inserted).toHaveLength(2);
    for (const text of inserted) expect(text).toMatch(/insert into (workflow_graph|execution_event)/);
  });

  it('is shared by those that come at the same moment', async () => {
    await counter.forget();
    await Promise.all(Array.from({ length: 50 }, () => complete(steps(1))));
    const transactions = await counter.acceptances();
    expect(transactions).toBeGreaterThan(0);
    expect(transactions).toBeLessThanOrEqual(5);
  });
});
