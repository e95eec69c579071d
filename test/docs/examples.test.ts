import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Json } from '../../src/kernel/index.ts';
import { builtInKinds } from '../../src/nodes/index.ts';
import type { Http } from '../../src/runtime/ports/http.ts';
import type { Runtime } from '../../src/server/open-runtime.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { executeSql } from '../support/execute-sql.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { eventOf, execute, logOf, openTestRuntime, testViewer } from '../support/runtime.ts';

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});

afterAll(() => database.drop());

/** A server on the internet that takes every order. */
const shop: Http = {
  mayAsk: () => true,
  send: async ({ url }) => ({
    url,
    status: 201,
    headers: { 'content-type': 'application/json' },
    body: '{"id": 7}',
    retryAfterMs: null,
  }),
};

async function withRuntime<T>(
  options: { clock?: ManualClock },
  use: (runtime: Runtime) => Promise<T>,
): Promise<T> {
  const runtime = await openTestRuntime({ url: database.url, http: shop, ...options });
  try {
    await runtime.app.setSecret(testViewer, { name: 'CRM_TOKEN', value: 'open sesame' });
    return await use(runtime);
  } finally {
    await runtime.close();
  }
}

/** What nodes leave open is filled in by the request. */
const model = { provider: 'offline', model: 'echo' };

function exampleOf(type: string): unknown {
  const page = readFileSync(join(import.meta.dirname, `../../docs/nodes/${type}.md`), 'utf8');
  return JSON.parse(/```json\n([\s\S]*?)```/.exec(page)?.[1] ?? 'null');
}

interface Example {
  readonly input: Json;
  /** What it gives; left out: nothing is promised of it. */
  readonly output?: Json;
  /** Nodes that its run must have visited. */
  readonly visits?: readonly string[];
}

const anyRun: Example = { input: {} };

const text = (message: string) => ({ message });

const examples: Readonly<Record<string, readonly Example[]>> = {
  start: [{ input: { topic: 'tea' }, visits: ['answer'] }],
  end: [
    { input: text(''), output: { reason: 'there was nothing to answer' } },
    { input: text('hello'), visits: ['answer'] },
  ],
  model: [
    { input: text('The shop is down!'), output: { urgent: true } },
    { input: text('Where is my parcel?'), output: { urgent: false } },
  ],
  conditional: [
    { input: text('short'), visits: ['answer'] },
    { input: text('long'.repeat(1000)), visits: ['shorten'] },
  ],
  switch: [
    { input: { topic: 'billing', text: 'x' }, visits: ['billing'] },
    { input: { topic: 'crash', text: 'x' }, visits: ['technical'] },
    { input: { topic: 'weather', text: 'x' }, visits: ['other'] },
  ],
  loop: [{ input: { questions: ['a', 'b'] }, output: { answers: ['a', 'b'] } }],
  map: [{ input: { questions: ['a', 'b'] }, output: { answers: [{ text: '1: a' }, { text: '2: b' }] } }],
  error_handler: [{ input: { question: 'why?' }, output: { answer: 'why?', fallback: null } }],
  subworkflow: [{ input: { topic: 'tea' }, output: { summary: 'What is tea?' } }],
  variable: [{ input: text('tea'), output: { tries: 1 } }],
  code: [
    {
      input: {
        lines: [
          { item: 'tea', price: 2, count: 3 },
          { item: 'cups', price: 5, count: 1 },
        ],
      },
      output: { total: 11, dearest: 'tea' },
    },
  ],
  transform: [{ input: { price: 2.5, count: 4 }, output: { line: 'Total: 10' } }],
  http_request: [
    {
      input: { crm: 'https://crm.example', customer: 'Ada' },
      output: { placed: 'Order 7 is placed.', failed: null },
    },
  ],
};

describe('the example on the page of', () => {
  const kinds = builtInKinds.map(({ type }) => type).filter((type) => type !== 'delay');
  const runs = kinds.flatMap((type) =>
    (examples[type] ?? [anyRun]).map((example, index) => [type, index + 1, example] as const),
  );

  it.each(runs)('%s does what the page says of it (%i)', async (type, _, { input, output, visits = [] }) => {
    await withRuntime({}, async ({ app }) => {
      const execution = await execute(app, exampleOf(type), { input, model, waitMs: 30_000 });
      expect(execution).toMatchObject({ status: 'completed', error: null });
      if (output !== undefined) expect(execution.output).toEqual(output);
      const log = await logOf(app, execution.id);
      const completed = log.flatMap((event) => (event.type === 'NodeCompleted' ? [event.nodeId] : []));
      expect(completed).toEqual(expect.arrayContaining([...visits]));
    });
  });

  it('delay waits as long as it says, and no longer', async () => {
    const clock = new ManualClock();
    await withRuntime({ clock }, async ({ app }) => {
      const opensAt = new Date(clock.now() + 3_600_000).toISOString();
      const { id } = await execute(app, exampleOf('delay'), { input: { opensAt } });
      await clock.pass(500, eventOf(app, id, 'ExecutionSuspended'));
      clock.advance(Date.parse(opensAt) - clock.now());
      // The database's time goes on by itself.
      await executeSql(
        database.url,
        `update pgboss.job set start_after = pgboss.job_now() where name = 'timers'`,
      );
      const log = await clock.pass(500, logOf(app, id));
      const { type, at } = log.at(-1) ?? {};
      expect(type).toBe('ExecutionCompleted');
      expect(at).toBeGreaterThanOrEqual(Date.parse(opensAt));
      expect(at).toBeLessThan(Date.parse(opensAt) + 3_600_000);
    });
  });
});
