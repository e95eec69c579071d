import { randomUUID } from 'node:crypto';
import { v7 as newId } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Json } from '../../../src/kernel/index.ts';
import type { ExecutionFilter, ExecutionOrder } from '../../../src/runtime/ports/execution-queries.ts';
import { anyExecution } from '../../support/nothing-asked.ts';
import { malformedIds, openStoresUnderTest, type StoresUnderTest, walk } from './stores-under-test.ts';

let stores: StoresUnderTest;

beforeAll(async () => {
  stores = await openStoresUnderTest();
});
afterAll(() => stores.close());

/** Writes a row as plainly as possible; columns are named as in the table. */
async function insert(ownerId: string, columns: Readonly<Record<string, unknown>> = {}): Promise<string> {
  const row = { id: newId(), owner_id: ownerId, workflow_type: 'custom', ...columns };
  const names = Object.keys(row);
  const places = names.map((_, index) => `$${index + 1}`).join(', ');
  await stores.sql(
    `insert into workflow_execution (${names.join(', ')}) values (${places})`,
    ...Object.values(row),
  );
  return row.id;
}

/** Keeps a graph; gives its hash. */
async function graph(document: object = {}): Promise<string> {
  const hash = randomUUID();
  await stores.sql('insert into workflow_graph (hash, document) values ($1, $2)', hash, document);
  return hash;
}

describe('an execution', () => {
  it('is shown with everything its row says', async () => {
    const ownerId = randomUUID();
    const usage = { inputTokens: 3, outputTokens: null, totalTokens: 3, costMicroUsd: null, modelCalls: 1 };
    const error = { code: 'limit/steps', message: 'too many', retryable: false, nodeId: 'a', path: 'a' };
    const id = await insert(ownerId, {
      workflow_type: 'chat',
      status: 'failed',
      graph_hash: 'abc',
      input: { topic: 'cats' },
      output: JSON.stringify('text'),
      error,
      usage,
      workflow_config: { model: 'echo', priority: 'high' },
      debug: true,
      correlation_id: 'request 7',
      created_at: new Date(1000),
      started_at: new Date(2000),
      completed_at: new Date(3000),
    });
    expect(await stores.executions.get(ownerId, id)).toEqual({
      id,
      ownerId,
      type: 'chat',
      status: 'failed',
      definitionId: null,
      definitionVersion: null,
      templateId: null,
      conversationId: null,
      graphHash: 'abc',
      input: { topic: 'cats' },
      output: 'text',
      error,
      usage,
      createdAt: 1000,
      startedAt: 2000,
      completedAt: 3000,
      durationMs: 1000,
      debug: true,
      correlationId: 'request 7',
      apart: { input: false, output: false },
      priority: 'high',
      workflowConfig: { model: 'echo', priority: 'high' },
    });
  });

  it('that has only been queued has nothing but nulls to show', async () => {
    const ownerId = randomUUID();
    expect(await stores.executions.get(ownerId, await insert(ownerId))).toMatchObject({
      status: 'queued',
      input: null,
      output: null,
      error: null,
      usage: null,
      startedAt: null,
      completedAt: null,
      debug: false,
    });
  });

  it.each<Json>([
    '5',
    'null',
    '{}',
    '"quoted"',
    '',
    5,
    0,
    true,
    false,
    null,
    [],
    ['a'],
    {},
  ])('has the output %j as it was written, and not parsed twice', async (output) => {
    const ownerId = randomUUID();
    const id = await insert(ownerId, { output: JSON.stringify(output) });
    expect((await stores.executions.get(ownerId, id))?.output).toEqual(output);
  });

  it('has the graph that it was accepted with, in the order of the ids, for its owner and whoever reads all', async () => {
    const ownerId = randomUUID();
    const [first, second] = [{ nodes: ['a'] }, { nodes: ['b'] }];
    const ids = [
      await insert(ownerId, { graph_hash: await graph(first) }),
      await insert(ownerId, { graph_hash: await graph(second) }),
    ];
    const asked = [...ids.toReversed().map((id) => id.toUpperCase()), randomUUID()];
    for (const reader of [ownerId, null]) {
      expect(await stores.executions.graphs(reader, asked)).toEqual([second, first, null]);
    }
  });

  it('of somebody else is absent, whatever is asked of it', async () => {
    const stranger = randomUUID();
    const id = await insert(randomUUID(), { graph_hash: await graph() });
    const { executions } = stores;
    expect(await executions.get(stranger, id)).toBeNull();
    expect(await executions.getMany(stranger, [id])).toEqual([]);
    expect(await executions.events(stranger, id, 0, 10)).toBeNull();
    expect(await executions.usageEntries(stranger, [id])).toEqual([null]);
    expect(await executions.graphs(stranger, [id])).toEqual([null]);
    const page = await executions.list(stranger, anyExecution, 'newest-first', { first: 10, after: null });
    expect(page.items).toEqual([]);
  });

  it.each(malformedIds)('with the id %j is absent, and no error', async (id) => {
    const ownerId = randomUUID();
    const own = await insert(ownerId);
    const { executions } = stores;
    expect(await executions.get(ownerId, id)).toBeNull();
    expect((await executions.getMany(ownerId, [id, own])).map((view) => view.id)).toEqual([own]);
    expect(await executions.events(ownerId, id, 0, 10)).toBeNull();
    expect(await executions.usageEntries(ownerId, [id, own])).toEqual([null, []]);
    expect(await executions.graphs(ownerId, [id, own])).toEqual([null, null]);
    const filters = [{ definitionId: id }, { templateId: id }, { conversationId: id }];
    for (const filter of filters) {
      const page = { first: 5, after: null };
      const { items } = await executions.list(ownerId, { ...anyExecution, ...filter }, 'newest-first', page);
      expect(items).toEqual([]);
    }
    const { items } = await executions.list(ownerId, anyExecution, 'newest-first', {
      first: 5,
      after: { key: 1, id },
    });
    expect(items).toEqual([]);
  });
});

/** A page after the execution with this id. */
async function listAfter(ownerId: string, order: ExecutionOrder, id: string | null, filter = anyExecution) {
  const last = id === null ? null : await stores.executions.get(ownerId, id);
  const key = order.endsWith('est-first') && /long|short/.test(order) ? last?.durationMs : last?.createdAt;
  const after = last === null || id === null ? null : { key: key ?? 0, id };
  return stores.executions.list(ownerId, filter, order, { first: 3, after });
}

describe('listing executions', () => {
  it.each([
    'newest-first',
    'oldest-first',
  ] as const)('goes %s, without gaps or repeats while others are inserted', async (order) => {
    const ownerId = randomUUID();
    const before: string[] = [];
    for (let index = 0; index < 17; index += 1) before.push(await insert(ownerId));
    let left = 3;
    const seen = await walk(
      (after) => listAfter(ownerId, order, after),
      async () => {
        left -= 1;
        if (left >= 0) await insert(ownerId);
      },
    );
    expect(new Set(seen).size).toBe(seen.length);
    const expected = order === 'newest-first' ? before.reverse() : before;
    expect(seen.slice(0, 17)).toEqual(expected);
  });

  it('filters by status, type, definition, template, conversation and time', async () => {
    const ownerId = randomUUID();
    const definitionId = randomUUID();
    const templateId = randomUUID();
    const conversationId = randomUUID();
    await stores.sql(
      `insert into workflow_definition (id, owner_id, name, draft) values ($1, $2, 'd', '{}')`,
      definitionId,
      ownerId,
    );
    await stores.sql(
      `insert into workflow_template (id, owner_id, name, description, config_hash) values ($1, $2, 't', 't', 'h')`,
      templateId,
      ownerId,
    );
    const at = (seconds: number) => ({ created_at: new Date(seconds * 1000) });
    const queued = await insert(ownerId, at(1));
    const failed = await insert(ownerId, { status: 'failed', conversation_id: conversationId, ...at(2) });
    const ofDefinition = await insert(ownerId, {
      workflow_type: 'definition',
      definition_id: definitionId,
      ...at(3),
    });
    const ofTemplate = await insert(ownerId, {
      workflow_type: 'template',
      template_id: templateId,
      conversation_id: conversationId,
      ...at(4),
    });
    const idsOf = async (filter: Partial<ExecutionFilter>) => {
      const page = { first: 50, after: null };
      const { items } = await stores.executions.list(
        ownerId,
        { ...anyExecution, ...filter },
        'oldest-first',
        page,
      );
      return items.map(({ id }) => id);
    };
    expect(await idsOf({})).toEqual([queued, failed, ofDefinition, ofTemplate]);
    expect(await idsOf({ status: ['failed', 'cancelled'] })).toEqual([failed]);
    expect(await idsOf({ status: [] })).toEqual([]);
    expect(await idsOf({ type: ['custom'] })).toEqual([queued, failed]);
    expect(await idsOf({ definitionId })).toEqual([ofDefinition]);
    expect(await idsOf({ templateId })).toEqual([ofTemplate]);
    expect(await idsOf({ conversationId })).toEqual([failed, ofTemplate]);
    expect(await idsOf({ conversationId, templateId })).toEqual([ofTemplate]);
    expect(await idsOf({ conversationId, status: ['failed'], type: ['custom'] })).toEqual([failed]);
    expect(await idsOf({ createdAfter: 2000 })).toEqual([failed, ofDefinition, ofTemplate]);
    expect(await idsOf({ createdBefore: 2000 })).toEqual([queued]);
    expect(await idsOf({ createdAfter: 2000, createdBefore: 4000 })).toEqual([failed, ofDefinition]);
    expect(await idsOf({ status: ['failed'], type: ['custom', 'chat'] })).toEqual([failed]);
    expect(await idsOf({ status: ['queued'], definitionId })).toEqual([ofDefinition]);
    expect(await idsOf({ status: ['running'], templateId })).toEqual([]);
    expect(await idsOf({ definitionId, type: ['chat'] })).toEqual([]);
  });

  it('orders what has ended by how long it took, also where many took equally long', async () => {
    const ownerId = randomUUID();
    const ids: string[] = [];
    for (const [index, duration] of [30, 10, 10, 10, 10, 10, 20].entries()) {
      const times = { started_at: new Date(1000), completed_at: new Date(1000 + duration) };
      ids.push(await insert(ownerId, { status: index % 2 === 0 ? 'failed' : 'completed', ...times }));
    }
    await insert(ownerId);
    const [longest = '', ...others] = ids;
    const second = others.pop() ?? '';
    const shortestFirst = await walk((after) => listAfter(ownerId, 'shortest-first', after));
    expect(shortestFirst).toEqual([...others, second, longest]);
    expect(await walk((after) => listAfter(ownerId, 'longest-first', after))).toEqual(
      shortestFirst.toReversed(),
    );
    const bounded = { ...anyExecution, minDurationMs: 20, maxDurationMs: 30, status: ['failed'] } as const;
    const page = { first: 9, after: null };
    const { items } = await stores.executions.list(ownerId, bounded, 'longest-first', page);
    expect(items.map(({ durationMs }) => durationMs)).toEqual([30, 20]);
    expect(await stores.executions.count(ownerId, bounded, 'longest-first')).toBe(2);
    expect(await stores.executions.count(ownerId, anyExecution, 'longest-first')).toBe(7);
    expect(await stores.executions.count(ownerId, anyExecution, 'newest-first')).toBe(8);
  });

  it('orders what has ended of some days by how long it took, from their first moment to their last', async () => {
    const ownerId = randomUUID();
    const day = Date.UTC(2026, 1, 28);
    const took = async (at: number, duration: number, status = 'completed') => {
      const [created, completed] = [new Date(day + at), new Date(day + at + duration)];
      const times = { created_at: created, started_at: created, completed_at: completed };
      return insert(ownerId, { ...times, status });
    };
    const hour = 3_600_000;
    await took(hour - 1, 900);
    const first = await took(hour, 30);
    const endOfDay = await took(24 * hour - 1, 50, 'failed');
    const nextDay = await took(24 * hour, 40);
    const last = await took(50 * hour - 1, 60, 'cancelled');
    await took(50 * hour, 900);
    const some = { ...anyExecution, createdAfter: day + hour, createdBefore: day + 50 * hour };
    const page = { first: 1, after: null };
    const listed = async (filter: ExecutionFilter, order: ExecutionOrder) =>
      walk((after) => listAfter(ownerId, order, after, filter));
    expect(await listed(some, 'shortest-first')).toEqual([first, nextDay, endOfDay, last]);
    expect(await listed(some, 'longest-first')).toEqual([last, endOfDay, nextDay, first]);
    expect(await listed({ ...some, minDurationMs: 45 }, 'longest-first')).toEqual([last, endOfDay]);
    expect(await listed({ ...some, status: ['failed'] }, 'longest-first')).toEqual([endOfDay]);
    const none = { ...some, createdBefore: day - hour };
    expect((await stores.executions.list(ownerId, none, 'longest-first', page)).items).toEqual([]);
  });

  it('finds words of errors among those of a type and a status', async () => {
    const ownerId = randomUUID();
    const error = { code: 'node/timeout', message: 'timed out', retryable: false, nodeId: null, path: null };
    const failed = (workflow_type: string, status: string) =>
      insert(ownerId, { workflow_type, status, error });
    const chat = await failed('chat', 'failed');
    const cancelled = await failed('chat', 'cancelled');
    const running = await failed('custom', 'running');
    const custom = await failed('custom', 'failed');
    const found = async (filter: Partial<ExecutionFilter>, order: ExecutionOrder = 'oldest-first') => {
      const asked = { ...anyExecution, errorText: 'timed', ...filter };
      const { items } = await stores.executions.list(ownerId, asked, order, { first: 9, after: null });
      return items.map(({ id }) => id);
    };
    expect(await found({})).toEqual([chat, cancelled, running, custom]);
    expect(await found({ type: ['chat'] })).toEqual([chat, cancelled]);
    expect(await found({ status: ['failed', 'running'] }, 'newest-first')).toEqual([custom, running, chat]);
    expect(await found({ status: ['queued'] })).toEqual([]);
    expect(await found({ errorText: 'other' })).toEqual([]);
  });

  it('finds words of an error, each from its beginning, and only one’s own', async () => {
    const ownerId = randomUUID();
    const failing = (owner: string, code: string, message: string) =>
      insert(owner, {
        status: 'failed',
        error: { code, message, retryable: false, nodeId: null, path: null },
      });
    const timeout = await failing(ownerId, 'node/timeout', 'node "answer" timed out after 30s');
    const refused = await failing(
      ownerId,
      'model/unavailable',
      "The provider's answer: it's full & (closed)",
    );
    await failing(randomUUID(), 'node/timeout', 'timed out');
    await insert(ownerId);
    const found = async (errorText: string) => {
      const page = { first: 9, after: null };
      const { items } = await stores.executions.list(
        ownerId,
        { ...anyExecution, errorText },
        'oldest-first',
        page,
      );
      expect(await stores.executions.count(ownerId, { ...anyExecution, errorText }, 'oldest-first')).toBe(
        items.length,
      );
      return items.map(({ id }) => id);
    };
    expect(await found('answer')).toEqual([timeout, refused]);
    expect(await found('OUT tim')).toEqual([timeout]);
    expect(await found('unavail')).toEqual([refused]);
    expect(await found('model/unavailable')).toEqual([refused]);
    expect(await found('nswer')).toEqual([]);
    for (const odd of ["it's", '& (closed)', ':*', "' | '", '\\', '!full', '<->', '%']) {
      expect(
        (await found(odd)).every((id) => id === refused),
        odd,
      ).toBe(true);
    }
    expect(await found(`o${ownerId.replaceAll('-', '')}`)).toEqual([timeout, refused]);
  });
});

describe('what belongs to an execution', () => {
  it('is its events, after a place and up to a limit', async () => {
    const ownerId = randomUUID();
    const id = await insert(ownerId);
    const events = [1, 2, 3].map((sequence) => ({
      sequence,
      event: { type: 'ExecutionSuspended', until: null, at: sequence } as const,
    }));
    await stores.log.commit([{ executionId: id, epoch: 1, events }]);
    expect(await stores.executions.events(ownerId, id, 1, 1)).toEqual({ events: [events[1]], more: false });
    expect(await stores.executions.events(ownerId, id, 3, 10)).toEqual({ events: [], more: false });
  });

  it('is every provider call, oldest first, with what is unknown as null', async () => {
    const ownerId = randomUUID();
    const id = await insert(ownerId);
    for (const [index, cost] of [null, 9_007_199_254_740].entries()) {
      await stores.sql(
        `insert into usage_entry (id, execution_id, path, attempt, provider, model, input_tokens, cost_micro_usd, at,
           price_version)
         values (gen_random_uuid(), $1, 'answer', $2, 'offline', 'echo', $3, $4, to_timestamp($5), $6)`,
        id,
        index + 1,
        index * 10,
        cost,
        10 - index,
        cost === null ? null : 'always input=900719.92',
      );
    }
    expect(await stores.executions.usageEntries(ownerId, [id.toUpperCase()])).toMatchObject([
      [
        {
          attempt: 2,
          at: 9000,
          usage: { inputTokens: 10, costMicroUsd: 9_007_199_254_740, outputTokens: null },
          priceVersion: 'always input=900719.92',
        },
        {
          attempt: 1,
          at: 10_000,
          usage: { inputTokens: 0, costMicroUsd: null, modelCalls: 1 },
          priceVersion: null,
        },
      ],
    ]);
  });
});

describe('executions that have changed lately', () => {
  const minute = 60_000;
  const ago = (milliseconds: number) => new Date(Date.now() - milliseconds);

  /** One that has ended so long ago. */
  async function ended(ownerId: string, at: Date): Promise<string> {
    const id = await insert(ownerId, { status: 'completed', completed_at: at, updated_at: at });
    await stores.sql(
      `insert into analytics_entry (execution_id, owner_id, workflow_type, status, model_calls, tool_calls, ended_at)
       values ($1, $2, 'custom', 'completed', 0, 0, $3)`,
      id,
      ownerId,
      at,
    );
    return id;
  }

  const changedOf = async (ownerIds: readonly string[], most = 100) =>
    (await stores.executions.changedWithin(ownerIds, 30 * minute, most)).toSorted((a, b) =>
      a.id < b.id ? -1 : 1,
    );

  it('are those that were accepted, moved or ended, of each of the owners that are asked for', async () => {
    const [one, two, third] = [randomUUID(), randomUUID(), randomUUID()];
    const changed = [
      { ownerId: one, id: await insert(one, { updated_at: ago(minute) }) },
      { ownerId: one, id: await insert(one, { status: 'running', updated_at: ago(29 * minute) }) },
      { ownerId: one, id: await insert(one, { status: 'suspended', workflow_type: 'chat' }) },
      { ownerId: one, id: await ended(one, ago(2 * minute)) },
      { ownerId: two, id: await ended(two, ago(29 * minute)) },
    ];
    for (const status of ['queued', 'running', 'suspended'])
      await insert(one, { status, updated_at: ago(40 * minute) });
    await ended(one, ago(40 * minute));
    await insert(third);
    await ended(third, ago(minute));
    expect(await changedOf([one, two])).toEqual(changed.toSorted((a, b) => (a.id < b.id ? -1 : 1)));
  });

  it('are found where the clock of the server that ended them is a minute late', async () => {
    const owner = randomUUID();
    const id = await ended(owner, ago(30.5 * minute));
    expect(await changedOf([owner])).toEqual([{ ownerId: owner, id }]);
  });

  it('are at most so many of each owner', async () => {
    const owners = [randomUUID(), randomUUID()];
    for (const owner of owners)
      for (let index = 0; index < 3; index += 1) {
        await insert(owner);
        await ended(owner, ago(minute));
      }
    const found = await changedOf(owners, 4);
    expect(Map.groupBy(found, ({ ownerId }) => ownerId).size).toBe(2);
    expect(found).toHaveLength(8);
  });

  it('are none of owners that cannot be', async () => {
    expect(await changedOf(malformedIds)).toEqual([]);
    expect(await changedOf([])).toEqual([]);
  });
});
