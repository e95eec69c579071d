import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { v7 as newId } from 'uuid';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { RemovalScope, RetentionRules } from '../../../src/runtime/ports/execution-removal.ts';
import { systemClock } from '../../../src/runtime/system-clock.ts';
import { pruneExecutions } from '../../../src/runtime/worker/prune-executions.ts';
import { ScheduledRetention } from '../../../src/runtime/worker/retention.ts';
import { silentLog } from '../../support/silent-log.ts';
import { malformedIds, openStoresUnderTest, type StoresUnderTest } from './stores-under-test.ts';

let stores: StoresUnderTest;
let ownerId: string;

beforeAll(async () => {
  stores = await openStoresUnderTest();
});
afterAll(() => stores.close());
beforeEach(() => {
  ownerId = randomUUID();
});

const day = 86_400_000;
const now = Date.now();
const belongings = ['execution_event', 'execution_command', 'execution_snapshot', 'usage_entry'];

interface Given {
  readonly status?: string;
  readonly daysAgo?: number;
  readonly definitionId?: string | null;
  readonly idempotencyKey?: string | null;
  readonly owner?: string;
}

/** With two events, a command, a snapshot and a call of a model. */
async function execution({
  status = 'completed',
  daysAgo = 10,
  definitionId = null,
  idempotencyKey = null,
  owner = ownerId,
}: Given = {}): Promise<string> {
  const id = newId();
  const at = new Date(now - daysAgo * day);
  const hasEnded = ['completed', 'failed', 'cancelled'].includes(status);
  await stores.sql(
    `insert into workflow_execution (id, owner_id, workflow_type, status, live, definition_id, idempotency_key, created_at,
       started_at, completed_at) values ($1, $2, 'custom', $3, $4, $5, $6, $7, $7, $8)`,
    ...[id, owner, status, !hasEnded, definitionId, idempotencyKey, at, hasEnded ? at : null],
  );
  await stores.sql(
    `with e as (insert into execution_event (execution_id, sequence, epoch, events)
         values ($1, 1, 1, '[{"type":"ExecutionQueued"}]'), ($1, 2, 1, '[{"type":"ExecutionStarted"}]')),
       c as (insert into execution_command (id, execution_id, type) values (gen_random_uuid(), $1, 'cancel')),
       s as (insert into execution_snapshot values ($1, 1, 1, '{}'))
     insert into usage_entry (id, execution_id, path, attempt, provider, model, at)
     values (gen_random_uuid(), $1, 'a', 1, 'offline', 'echo', now())`,
    id,
  );
  return id;
}

async function definition(): Promise<string> {
  const id = newId();
  await stores.sql(
    `insert into workflow_definition (id, owner_id, name, draft) values ($1, $2, 'd', '{}')`,
    id,
    ownerId,
  );
  return id;
}

const left = async () =>
  (
    await stores.sql<{ id: string }>(
      'select id from workflow_execution where owner_id = $1 order by id',
      ownerId,
    )
  ).map(({ id }) => id);

/** Rows that belong to it. */
async function rowsOf(id: string): Promise<number> {
  const counts = belongings.map((table) => `(select count(*) from ${table} where execution_id = $1)`);
  const [row] = await stores.sql<{ n: number }>(`select (${counts.join(' + ')})::int as n`, id);
  return row?.n ?? 0;
}

const keepAll: RetentionRules = { endedBefore: null, keepPerOwner: null, keepPerDefinition: null };

const prune = (rules: Partial<RetentionRules>, scope: Partial<RemovalScope> = { ownerId }, batch = 2) =>
  pruneExecutions({
    removal: stores.removal,
    rules: { ...keepAll, ...rules },
    scope: { ownerId: null, definitionId: null, ...scope },
    batch,
    signal: new AbortController().signal,
  });

describe('removing an execution', () => {
  it('that has ended removes its row at once, and then all that belonged to it', async () => {
    const [id, other] = [await execution(), await execution()];
    expect(await stores.removal.remove(ownerId, id)).toBe('removed');
    expect(await left()).toEqual([other]);
    expect(await rowsOf(id)).toBe(5);
    while ((await stores.removal.clean(1)) > 0);
    expect([await rowsOf(id), await rowsOf(other)]).toEqual([0, 5]);
    expect(await stores.sql('select from execution_removal')).toEqual([]);
    expect(await stores.removal.remove(ownerId, id)).toBe('absent');
  });

  it.each(['queued', 'running', 'suspended'])('that is %s is refused', async (status) => {
    const id = await execution({ status });
    expect(await stores.removal.remove(ownerId, id)).toBe('live');
    expect(await left()).toEqual([id]);
  });

  it('of somebody else, or by what is no id, finds nothing', async () => {
    const id = await execution();
    expect(await stores.removal.remove(randomUUID(), id)).toBe('absent');
    for (const malformed of malformedIds)
      expect(await stores.removal.remove(ownerId, malformed)).toBe('absent');
    expect(await left()).toEqual([id]);
  });
});

describe('the retention', () => {
  it('by age removes what ended before, and never what runs or waits', async () => {
    const old = [await execution({ daysAgo: 40 }), await execution({ daysAgo: 31, status: 'failed' })];
    await execution({ daysAgo: 31, status: 'cancelled' });
    const kept = [
      await execution({ daysAgo: 40, status: 'running' }),
      await execution({ daysAgo: 40, status: 'suspended' }),
      await execution({ daysAgo: 40, status: 'queued' }),
      await execution({ daysAgo: 29 }),
    ];
    expect(await prune({ endedBefore: now - 30 * day })).toBe(3);
    expect(await left()).toEqual(kept);
    for (const id of old) expect(await rowsOf(id)).toBe(0);
    expect(await prune({ endedBefore: now - 30 * day })).toBe(0);
  });

  it('by age takes what the former system did not note the end of by its beginning', async () => {
    const id = await execution({ daysAgo: 40 });
    await stores.sql('update workflow_execution set completed_at = null where id = $1', id);
    expect(await prune({ endedBefore: now - 30 * day })).toBe(1);
  });

  it('by count keeps the newest of each owner', async () => {
    const other = randomUUID();
    for (const daysAgo of [9, 8, 7]) await execution({ daysAgo, owner: other });
    await execution({ daysAgo: 9 });
    const [running, second, first] = [
      await execution({ daysAgo: 8, status: 'running' }),
      await execution({ daysAgo: 7 }),
      await execution({ daysAgo: 6, status: 'failed' }),
    ];
    expect(await prune({ keepPerOwner: 2 }, {})).toBe(2);
    expect(await left()).toEqual([running, second, first]);
    const others = await stores.sql('select from workflow_execution where owner_id = $1', other);
    expect(others).toHaveLength(2);
    expect(await prune({ keepPerOwner: 0 })).toBe(2);
    expect(await left()).toEqual([running]);
  });

  it('by count of a definition leaves what is of others, or of none', async () => {
    const [one, two] = [await definition(), await definition()];
    await execution({ definitionId: one, daysAgo: 9, status: 'failed' });
    await execution({ definitionId: one, daysAgo: 8 });
    const kept = [
      await execution({ definitionId: one, daysAgo: 7, status: 'cancelled' }),
      await execution({ definitionId: two, daysAgo: 9 }),
      await execution({ daysAgo: 9 }),
    ];
    expect(await prune({ keepPerDefinition: 1 }, { ownerId: null })).toBe(2);
    expect(await left()).toEqual(kept);
    expect(await prune({ endedBefore: now }, { definitionId: two })).toBe(1);
    expect(await left()).toEqual([kept[0], kept[2]]);
  });

  it('keeps the promise of an idempotency key for a day', async () => {
    const fresh = await execution({ daysAgo: 0.5, idempotencyKey: 'a' });
    await execution({ daysAgo: 2, idempotencyKey: 'b' });
    expect(await prune({ keepPerOwner: 0 })).toBe(1);
    expect(await left()).toEqual([fresh]);
  });

  it('waits for nobody, and removes nothing that somebody holds', async () => {
    const [held, free] = [await execution({ daysAgo: 9 }), await execution({ daysAgo: 8 })];
    const client = new Client({ connectionString: stores.url });
    await client.connect();
    await client.query('begin');
    await client.query('select from workflow_execution where id = $1 for update', [held]);
    expect(await prune({ keepPerOwner: 0 }, { ownerId }, 5)).toBe(1);
    await client.query('rollback');
    await client.end();
    expect(await left()).toEqual([held]);
    expect(await rowsOf(free)).toBe(0);
  });

  it('takes a deleted definition along with the last of its executions', async () => {
    const definitionId = await definition();
    await execution({ definitionId });
    expect(await stores.definitions.delete(ownerId, definitionId)).toBe(true);
    const tombstone = 'select from workflow_definition where id = $1';
    await prune({});
    expect(await stores.sql(tombstone, definitionId)).toHaveLength(1);
    await prune({ keepPerOwner: 0 });
    expect(await stores.sql(tombstone, definitionId)).toEqual([]);
  });

  it('keeps the calls of models until the analytics have counted them', async () => {
    const id = await execution();
    await stores.sql(
      `insert into analytics_entry (execution_id, owner_id, workflow_type, status, model_calls, tool_calls, ended_at)
       values ($1, $2, 'custom', 'completed', 1, 0, now())`,
      id,
      ownerId,
    );
    expect(await stores.removal.remove(ownerId, id)).toBe('removed');
    while ((await stores.removal.clean(100)) > 0);
    const span = { from: now - day, to: now + day, grain: 'day' } as const;
    const all = { types: null, definitionId: null, definitionVersion: null, templateId: null };
    const calls = async () => stores.analytics.calls({ ownerId, ...span, ...all }, 'model', 20);
    expect(await calls()).toMatchObject([{ model: 'echo', figures: { calls: 1 } }]);
    while ((await stores.analytics.fold(100)) > 0);
    while ((await stores.removal.clean(100)) > 0);
    const kept = await stores.sql('select 1 from usage_entry where execution_id = $1', id);
    expect(kept).toEqual([]);
    expect(await calls()).toMatchObject([{ model: 'echo', figures: { calls: 1 } }]);
  });

  it('of a server follows its settings once an hour, and without any only cleans up', async () => {
    const [old] = [await execution({ daysAgo: 40 }), await execution({ daysAgo: 2 })];
    const deleted = await execution({ daysAgo: 1 });
    await stores.removal.remove(ownerId, deleted);
    let time = now;
    const clock = { ...systemClock, now: () => time };
    const { signal } = new AbortController();
    const schedule = (days: number | null) => {
      const retention = { days, perOwner: null, perDefinition: null };
      return new ScheduledRetention({ removal: stores.removal, retention, clock, log: silentLog });
    };
    await schedule(null).prune(signal);
    expect([await rowsOf(deleted), (await left()).length]).toEqual([0, 2]);
    const monthly = schedule(30);
    await monthly.prune(signal);
    expect(await left()).toHaveLength(1);
    expect(await rowsOf(old)).toBe(0);
    await execution({ daysAgo: 40 });
    await monthly.prune(signal);
    expect(await left()).toHaveLength(2);
    time += 3_600_000;
    await monthly.prune(signal);
    expect(await left()).toHaveLength(1);
  });

  it('stops between two batches where it is told to', async () => {
    for (let index = 0; index < 3; index += 1) await execution();
    const stop = new AbortController();
    const removal = {
      owners: () => stores.removal.owners({ ownerId, definitionId: null }),
      definitions: () => stores.removal.definitions({ ownerId, definitionId: null }),
      clean: (limit: number) => stores.removal.clean(limit),
      remove: (owner: string, id: string) => stores.removal.remove(owner, id),
      removeSome: async (...given: Parameters<typeof stores.removal.removeSome>) => {
        stop.abort();
        return stores.removal.removeSome(...given);
      },
    };
    const scope = { ownerId, definitionId: null };
    const rules = { ...keepAll, keepPerOwner: 0 };
    expect(await pruneExecutions({ removal, rules, scope, batch: 1, signal: stop.signal })).toBe(1);
    expect(await left()).toHaveLength(2);
  });
});
