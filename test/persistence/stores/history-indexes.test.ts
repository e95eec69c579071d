import { randomUUID } from 'node:crypto';
import type { Pool } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { indexedFilter } from '../../../src/app/list-executions.ts';
import { AppError } from '../../../src/kernel/index.ts';
import { changedStatement } from '../../../src/persistence/stores/changed-statement.ts';
import { type ListStatement, listStatements } from '../../../src/persistence/stores/execution-list.ts';
import type { ExecutionFilter, ExecutionOrder } from '../../../src/runtime/ports/execution-queries.ts';
import type { KeyedPlace } from '../../../src/runtime/ports/page.ts';
import { fillHistory } from '../../support/fill-history.ts';
import { anyExecution } from '../../support/nothing-asked.ts';
import { rowsGiven, rowsRead } from '../../support/rows-read.ts';
import { openTestPool } from '../../support/test-pool.ts';
import { openStoresUnderTest, type StoresUnderTest } from './stores-under-test.ts';

let stores: StoresUnderTest;
let pool: Pool;
const owner = randomUUID();
const other = randomUUID();
const page = 20;

/** What a page may read: beyond it, the statement looks for its rows instead of walking along them. */
const most = 20 * page;

beforeAll(async () => {
  stores = await openStoresUnderTest();
  pool = openTestPool(stores.url);
  await fillHistory(stores.url, { owners: [owner, other], executions: 60_000 });
});
afterAll(async () => {
  await pool.end();
  await stores.close();
});

/** Rows that a page has read, by all its statements: each is asked where the one before it has not filled the page. */
async function readOf(statements: readonly ListStatement[]): Promise<number> {
  let all = 0;
  for (const statement of statements) {
    all += await rowsRead(pool, statement);
    const given = await rowsGiven<{ fits?: boolean }>(pool, statement);
    const fitting = given.filter(({ fits }) => fits !== false);
    if (fitting.length > page || given.length < (statement.passes ?? 0)) break;
  }
  return all;
}

/** The id of a definition, template or conversation that many executions are of, and of one that few are of. */
const idOf = async (table: 'definition' | 'template' | 'conversation', order: 'desc' | 'asc') => {
  const [row] = await stores.sql<{ id: string }>(
    `select ${table}_id as id from workflow_execution where owner_id = $1 and ${table}_id is not null
     group by 1 order by count(*) ${order} limit 1`,
    owner,
  );
  return row?.id ?? '';
};

/** A moment so far into the history. */
async function momentAt(share: number): Promise<number> {
  const [row] = await stores.sql<{ at: Date }>(
    `select min(created_at) + (max(created_at) - min(created_at)) * $1::float8 as at from workflow_execution`,
    share,
  );
  return row?.at.getTime() ?? 0;
}

/** In the middle of all executions of such a filter. */
async function middleOf(filter: ExecutionFilter, order: ExecutionOrder): Promise<KeyedPlace> {
  const byDuration = order === 'longest-first' || order === 'shortest-first';
  const { items } = await stores.executions.list(owner, filter, order, { first: 2_000, after: null });
  const id = items[Math.floor(items.length / 2)]?.id ?? randomUUID();
  const view = await stores.executions.get(owner, id);
  return { key: (byDuration ? view?.durationMs : view?.createdAt) ?? 0, id };
}

type Filter = Partial<ExecutionFilter>;

/** As the list asks for it; null where it refuses to. */
function listed(filter: ExecutionFilter, order: ExecutionOrder): ExecutionFilter | null {
  try {
    return indexedFilter(filter, order, Date.now());
  } catch (error) {
    if (AppError.is(error, 'input/invalid')) return null;
    throw error;
  }
}

const byCreation = ['newest-first', 'oldest-first'] as const;
const byDuration = ['longest-first', 'shortest-first'] as const;

const statuses = ['queued', 'running', 'suspended', 'completed', 'failed', 'cancelled'] as const;
const types = ['definition', 'template', 'custom', 'chat'] as const;

const sources = async (): Promise<readonly Filter[]> => [
  { definitionId: await idOf('definition', 'desc') },
  { definitionId: await idOf('definition', 'asc') },
  { templateId: await idOf('template', 'desc') },
  { conversationId: await idOf('conversation', 'desc') },
];

const dates = async (): Promise<readonly Filter[]> => [
  { createdAfter: await momentAt(0.98) },
  { createdBefore: await momentAt(0.02) },
  { createdAfter: await momentAt(0.45), createdBefore: await momentAt(0.55) },
];

/** Everything that a list is asked for in the order of creation. */
async function filtersByCreation(): Promise<readonly Filter[]> {
  const ofWhat: Filter[] = [
    {},
    ...types.map((type): Filter => ({ type: [type] })),
    { type: ['custom', 'chat'] },
    ...(await sources()),
  ];
  const howItStands: Filter[] = [
    {},
    ...statuses.map((status): Filter => ({ status: [status] })),
    { status: ['failed', 'cancelled'] },
    { status: ['queued', 'running', 'suspended'] },
  ];
  const when: readonly Filter[] = [{}, ...(await dates())];
  return ofWhat.flatMap((what) =>
    howItStands.flatMap((how) => when.map((at): Filter => ({ ...what, ...how, ...at }))),
  );
}

/** Which statements read too much, with what they have read. */
async function excessive(
  filters: readonly Filter[],
  orders: readonly ExecutionOrder[],
): Promise<readonly string[]> {
  const found: string[] = [];
  for (const filter of filters) {
    const whole = { ...anyExecution, ...filter };
    for (const order of orders) {
      for (const after of [null, await middleOf(whole, order)]) {
        const read = await readOf(listStatements(owner, whole, order, { first: page, after }));
        if (read > most) found.push(`${JSON.stringify(filter)} ${order} read ${read}`);
      }
    }
  }
  return found;
}

describe('a page of executions reads at most twenty times its own rows', () => {
  it('whatever is filtered by type, definition, template, conversation, status and dates, from the start and from the middle', async () => {
    expect(await excessive(await filtersByCreation(), byCreation)).toEqual([]);
  }, 240_000);

  it('in the order of durations: by bounds, type, definition, template, conversation and status', async () => {
    const bounds: readonly Filter[] = [
      {},
      { minDurationMs: 9_000 },
      { minDurationMs: 100, maxDurationMs: 200 },
    ];
    const what: readonly Filter[] = [
      {},
      { type: ['custom'] },
      { type: ['custom', 'chat'] },
      ...(await sources()),
    ];
    const how: readonly Filter[] = [
      {},
      { status: ['failed'] },
      { status: ['cancelled'] },
      { status: ['completed', 'cancelled'] },
    ];
    const filters = what.flatMap((one) =>
      how.flatMap((status) => bounds.map((bound): Filter => ({ ...one, ...status, ...bound }))),
    );
    expect(await excessive(filters, byDuration)).toEqual([]);
  });

  it('in the order of durations: by dates, alone or of a definition or template, also with bounds', async () => {
    const month = { createdAfter: await momentAt(0.5), createdBefore: await momentAt(0.584) };
    const when: readonly Filter[] = [
      month,
      { createdAfter: await momentAt(0.3), createdBefore: await momentAt(0.3003) },
      { createdAfter: await momentAt(0.97), createdBefore: await momentAt(1.01) },
      { ...month, minDurationMs: 9_000 },
    ];
    const what: readonly Filter[] = [{}, ...(await sources())];
    const filters = what.flatMap((one) => when.map((at): Filter => ({ ...one, ...at })));
    expect(await excessive(filters, byDuration)).toEqual([]);
  });

  it('of a definition or template and another type, or of both, where there is none', async () => {
    const [definition = {}, , template = {}] = await sources();
    const filters: readonly Filter[] = [
      ...types.flatMap((type): Filter[] => [
        { ...definition, type: [type] },
        { ...template, type: [type] },
      ]),
      { ...definition, type: ['chat', 'definition'] },
      { ...definition, ...template },
    ];
    expect(await excessive(filters, [...byCreation, ...byDuration])).toEqual([]);
  });

  it('by words that many, few or no errors have, with status, type, definition, template or dates', async () => {
    const texts = ['zebra', 'quota exceed', 'provider', 'number', 'nothing like it'];
    const more: readonly Filter[] = [
      {},
      ...statuses.map((status): Filter => ({ status: [status] })),
      ...types.map((type): Filter => ({ type: [type] })),
      { type: ['chat'], status: ['failed', 'cancelled'] },
      ...(await sources()),
      ...(await dates()),
      { type: ['custom'], createdAfter: await momentAt(0.98) },
    ];
    const filters = texts.flatMap((errorText) => more.map((one): Filter => ({ errorText, ...one })));
    expect(await excessive(filters, byCreation)).toEqual([]);
  }, 240_000);

  it('whatever two filters are put together, unless the list refuses them', async () => {
    const singles: readonly Filter[] = [
      { type: ['custom'] },
      { type: ['definition', 'chat'] },
      { status: ['failed'] },
      { status: ['queued', 'suspended'] },
      ...(await sources()),
      ...(await dates()),
      { minDurationMs: 9_000 },
      { errorText: 'zebra' },
    ];
    const refused = new Set<string>();
    const found: string[] = [];
    for (const [index, one] of singles.entries()) {
      for (const other of singles.slice(index + 1)) {
        if (Object.keys(one).some((key) => key in other)) continue;
        for (const order of [...byCreation, ...byDuration]) {
          const filter = listed({ ...anyExecution, ...one, ...other }, order);
          if (filter) found.push(...(await excessive([filter], [order])));
          else refused.add(Object.keys({ ...one, ...other }).join(' '));
        }
      }
    }
    expect(found).toEqual([]);
    expect([...refused]).toContain('definitionId conversationId');
  }, 240_000);

  it('and a look for what has no index is found to read more', async () => {
    const text = 'select id from workflow_execution where owner_id = ? and debug limit 21';
    expect(await readOf([{ text, values: [owner] }])).toBeGreaterThan(most);
  });
});

describe('an execution that is claimed', () => {
  /** How many of the rows that the statement changed were written without their indexes. */
  async function updates(change: string): Promise<unknown> {
    const client = await pool.connect();
    const counted = async () => {
      const { rows } = await client.query<{ all: number; hot: number }>(
        `select n_tup_upd::int as all, n_tup_hot_upd::int as hot from pg_stat_xact_user_tables
         where relname = 'workflow_execution'`,
      );
      return rows[0] ?? { all: 0, hot: 0 };
    };
    try {
      await client.query('begin');
      const before = await counted();
      await client.query(`update workflow_execution set ${change} where id in
        (select id from workflow_execution where status = 'queued' order by id limit 5)`);
      const after = await counted();
      await client.query('rollback');
      return { all: after.all - before.all, hot: after.hot - before.hot };
    } finally {
      client.release();
    }
  }

  it('has none of its indexes written anew', async () => {
    const claim = `status = 'running', live = true, epoch = epoch + 1, worker = 'w', started_at = now(), updated_at = now()`;
    expect(await updates(claim)).toEqual({ all: 5, hot: 5 });
  });

  it('would have them written if one of them held what a claim changes', async () => {
    expect(await updates(`status = 'failed', live = false`)).toEqual({ all: 5, hot: 0 });
  });
});

describe('what has changed lately', () => {
  it('is found without a look at what has ended before', async () => {
    const [counted] = await stores.sql<{ unended: number }>(
      `select count(*)::int as unended from workflow_execution where owner_id = $1 and completed_at is null`,
      owner,
    );
    const read = await rowsRead(pool, changedStatement([owner], 1000, 10_000));
    // And the owner, and the moment.
    expect(read).toBeLessThanOrEqual((counted?.unended ?? 0) + 10);
  });
});
