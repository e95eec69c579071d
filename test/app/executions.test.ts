import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Viewer } from '../../src/app/index.ts';
import { malformedIds } from '../persistence/stores/stores-under-test.ts';
import { anyExecution, nothingAsked } from '../support/nothing-asked.ts';
import { type AppUnderTest, modelDocument, newViewer, openAppUnderTest, refusal } from './app-under-test.ts';

let under: AppUnderTest;
let viewer: Viewer;

beforeAll(async () => {
  under = await openAppUnderTest();
});
afterAll(() => under.close());
beforeEach(() => {
  viewer = newViewer();
});

async function newExecution(): Promise<string> {
  const { execution } = await under.app.executeWorkflow(viewer, {
    ...nothingAsked,
    target: { kind: 'graph', graph: modelDocument() },
  });
  return execution.id;
}

const any = { ...anyExecution, ownerId: null };

const events = { after: 0, first: null, waitMs: 0 };

describe('an execution', () => {
  it('is cancelled by its owner, and nobody else', async () => {
    const id = await newExecution();
    const absent = refusal('execution/not-found');
    await expect(under.app.cancelExecution(newViewer('admin'), id)).rejects.toMatchObject(absent);
    await expect(under.app.deleteExecution(newViewer('admin'), id)).rejects.toMatchObject(absent);
    expect(under.engine.cancelled).not.toContain(id);
    expect(await under.app.cancelExecution(viewer, id)).toMatchObject({ id });
    expect(under.engine.cancelled).toContain(id);
  });

  it('of somebody else shows nothing of itself', async () => {
    const id = await newExecution();
    const stranger = newViewer();
    const absent = refusal('execution/not-found');
    const { app } = under;
    expect(await app.getExecution(stranger, id)).toBeNull();
    expect(await app.getExecutions(stranger, [id])).toEqual([null]);
    await expect(app.readExecutionEvents(stranger, { executionId: id, ...events })).rejects.toMatchObject(
      absent,
    );
    await expect(app.watchExecutionEvents(stranger, { executionId: id, after: 0 })).rejects.toMatchObject(
      absent,
    );
    expect(await app.listUsageEntries(stranger, [id])).toEqual([null]);
    const asked = { executionId: id, level: 'debug', page: { first: null, after: null } } as const;
    await expect(app.listSteps(stranger, asked)).rejects.toMatchObject(absent);
    await expect(app.listLogLines(stranger, asked)).rejects.toMatchObject(absent);
    expect(await app.wholeValue(stranger, id, 'input')).toBeNull();
  });

  it('of anybody is read by an administrator who names it', async () => {
    const id = await newExecution();
    const admin = newViewer('admin');
    const { app } = under;
    const { ownerId } = viewer;
    expect(await app.getExecution(admin, id)).toMatchObject({ id, ownerId });
    expect(await app.getExecutions(admin, [id])).toMatchObject([{ id, ownerId }]);
    expect(await app.readExecutionEvents(admin, { executionId: id, ...events })).toMatchObject({
      events: [],
    });
    expect(await app.watchExecutionEvents(admin, { executionId: id, after: 0 })).toBeDefined();
    expect(await app.listUsageEntries(admin, [id])).toEqual([[]]);
    const asked = { executionId: id, level: 'debug', page: { first: null, after: null } } as const;
    expect(await app.listSteps(admin, asked)).toMatchObject({ edges: [] });
    expect(await app.listLogLines(admin, asked)).toMatchObject({ edges: [] });
  });

  it.each(malformedIds)('with the id %j is not there', async (id) => {
    const absent = refusal('execution/not-found');
    expect(await under.app.getExecution(viewer, id)).toBeNull();
    await expect(under.app.cancelExecution(viewer, id)).rejects.toMatchObject(absent);
    await expect(under.app.readExecutionEvents(viewer, { executionId: id, ...events })).rejects.toMatchObject(
      absent,
    );
  });

  it('is one of many that are looked up together, in the order of their ids', async () => {
    const [first, second] = [await newExecution(), await newExecution()];
    const missing = newViewer().ownerId;
    const found = await under.app.getExecutions(viewer, [second, missing, first.toUpperCase(), second]);
    expect(found.map((view) => view?.id ?? null)).toEqual([second, null, first, second]);
  });

  it('has its events read within bounds, and followed', async () => {
    const executionId = await newExecution();
    const read = (more: object) => under.app.readExecutionEvents(viewer, { executionId, ...events, ...more });
    expect(await read({ after: 5 })).toMatchObject({ sequence: 105 });
    expect(await read({ first: 1000, waitMs: 30_000 })).toMatchObject({ sequence: 31_000 });
    for (const more of [{ first: 0 }, { first: 1001 }, { waitMs: 30_001 }, { waitMs: 0.5 }]) {
      await expect(read(more)).rejects.toMatchObject(refusal('input/invalid'));
    }
    const batches = [];
    for await (const batch of await under.app.watchExecutionEvents(viewer, { executionId, after: 3 })) {
      batches.push(batch.sequence);
    }
    expect(batches).toEqual([3]);
  });
});

describe('executions that are watched', () => {
  const watch = (filter: object = {}) =>
    under.app.watchExecutions(viewer, { filter: { ...any, ...filter } })[Symbol.asyncIterator]();

  it('are told of when they change, as they are then, to their owner', async () => {
    const id = await newExecution();
    const [stream, next] = [watch({ status: ['running'] }), watch()].map((one) => one.next());
    const others = under.app.watchExecutions(newViewer(), { filter: any })[Symbol.asyncIterator]();
    const untold = others.next();
    while (under.changes.subscribers < 3) await new Promise((resolve) => setImmediate(resolve));
    under.changes.publish(viewer.ownerId, id);
    expect((await next)?.value).toMatchObject({ id, status: 'queued' });
    await under.stores.sql("update workflow_execution set status = 'running' where id = $1", id);
    under.changes.publish(viewer.ownerId, id);
    expect((await stream)?.value).toMatchObject({ id, status: 'running' });
    await others.return?.();
    expect(await untold).toMatchObject({ done: true });
  });

  it('are not watched by a time that none can have', () => {
    expect(() => watch({ createdAfter: Number.NaN })).toThrow('createdAfter');
  });
});

describe('a list of executions', () => {
  const list = (first: number | null, after: string | null) =>
    under.app.listExecutions(viewer, { filter: any, order: 'newest-first', page: { first, after } });

  it('is paged by cursors that say nothing to their reader', async () => {
    const ids = [await newExecution(), await newExecution(), await newExecution()].reverse();
    const first = await list(2, null);
    const cursor = first.edges[1]?.cursor ?? '';
    expect(first).toMatchObject({
      hasNextPage: true,
      edges: [{ node: { id: ids[0] } }, { node: { id: ids[1] } }],
    });
    expect(cursor).toMatch(/^[A-Za-z0-9_-]{34}$/);
    expect(await list(2, cursor)).toMatchObject({ hasNextPage: false, edges: [{ node: { id: ids[2] } }] });
  });

  it.each([0, -1, 101, 1.5, Number.NaN])('of %d items is refused', async (first) => {
    await expect(list(first, null)).rejects.toMatchObject(refusal('input/invalid'));
  });

  it.each([Number.NaN, -1, 1e16])('since the time %d is refused', async (createdAfter) => {
    const page = { first: null, after: null };
    const filter = { ...any, createdAfter };
    const refused = under.app.listExecutions(viewer, { filter, order: 'oldest-first', page });
    await expect(refused).rejects.toMatchObject(refusal('input/invalid'));
  });

  it('since a time before 1970 is refused by the times that there are', async () => {
    const page = { first: null, after: null };
    const filter = { ...any, createdAfter: Date.UTC(1969, 11, 31) };
    const refused = under.app.listExecutions(viewer, { filter, order: 'oldest-first', page });
    await expect(refused).rejects.toThrow('filter.createdAfter: must be a moment from 1970 to 9999');
  });

  it.each([
    '',
    'x',
    'A'.repeat(23),
    'AQ'.repeat(50),
    '\0',
    `${'A'.repeat(22)}=`,
  ])('after the cursor %j is refused', async (after) => {
    await expect(list(null, after)).rejects.toMatchObject(refusal('cursor/invalid'));
  });
});
