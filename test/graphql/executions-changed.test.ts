import { describe, expect, it } from 'vitest';
import { newViewer } from '../app/app-under-test.ts';
import { provideGraphql } from './graphql-under-test.ts';
import { watchExecutions } from './operations.ts';

const { api, viewer } = provideGraphql();

const setStatus = (id: string, status: string) =>
  api.under.stores.sql('update workflow_execution set status = $2 where id = $1', id, status);

/** Begins to read, and lets the subscription begin with it. */
async function begun<T>(stream: AsyncIterator<T>): Promise<{ readonly result: Promise<IteratorResult<T>> }> {
  const before = api.under.changes.subscribers;
  const result = stream.next();
  while (api.under.changes.subscribers === before) await new Promise((resolve) => setImmediate(resolve));
  return { result };
}

describe('the subscription executionsChanged', () => {
  it('tells of each change, and shows the execution as it is when it is read', async () => {
    const [first, second] = [await api.execution(viewer), await api.execution(viewer)];
    const stream = await api.watch(viewer, watchExecutions, {});
    const { result } = await begun(stream);
    api.under.changes.publish(viewer.ownerId, first);
    expect((await result).value).toMatchObject({
      data: { executionsChanged: { id: first, status: 'QUEUED' } },
    });
    await setStatus(second, 'running');
    api.under.changes.publish(viewer.ownerId, second);
    await setStatus(second, 'completed');
    api.under.changes.publish(viewer.ownerId, second);
    expect((await stream.next()).value).toMatchObject({
      data: { executionsChanged: { id: second, status: 'COMPLETED' } },
    });
    await stream.return?.();
    expect(api.under.changes.subscribers).toBe(0);
  });

  it('leaves out what the filter does not let through, and what is gone', async () => {
    const [queued, failed] = [await api.execution(viewer), await api.execution(viewer)];
    await setStatus(failed, 'failed');
    const filter = { status: ['FAILED' as const], type: ['CUSTOM' as const] };
    const stream = await api.watch(viewer, watchExecutions, { filter });
    const { result } = await begun(stream);
    for (const id of [queued, newViewer().ownerId, failed]) api.under.changes.publish(viewer.ownerId, id);
    expect((await result).value).toMatchObject({ data: { executionsChanged: { id: failed } } });
    await stream.return?.();
  });

  it('tells an administrator of those of the owner whom he names, and of no others', async () => {
    const [theirs, own] = [await api.execution(viewer), newViewer('admin')];
    const stream = await api.watch(own, watchExecutions, {
      filter: { ownerId: viewer.ownerId.toUpperCase() },
    });
    const { result } = await begun(stream);
    api.under.changes.publish(own.ownerId, await api.execution(own));
    api.under.changes.publish(viewer.ownerId, theirs);
    expect((await result).value).toMatchObject({ data: { executionsChanged: { id: theirs } } });
    await stream.return?.();
  });

  it('tells a user who names another owner of nothing, his own executions included', async () => {
    const filter = { ownerId: newViewer().ownerId };
    const [named, unnamed] = [
      await api.watch(viewer, watchExecutions, { filter }),
      await api.watch(viewer, watchExecutions, {}),
    ];
    const [untold, told] = [await begun(named), await begun(unnamed)];
    api.under.changes.publish(filter.ownerId, await api.execution({ ...viewer, ...filter }));
    api.under.changes.publish(viewer.ownerId, await api.execution(viewer));
    await told.result;
    await Promise.all([named.return?.(), unnamed.return?.()]);
    expect(await untold.result).toEqual({ done: true, value: undefined });
  });

  it('ends with a typed error for whoever does not read', async () => {
    const id = await api.execution(viewer);
    const stream = await api.watch(viewer, watchExecutions, {});
    const { result } = await begun(stream);
    api.under.changes.publish(viewer.ownerId, id);
    await result;
    for (let index = 0; index <= 1001; index += 1) {
      api.under.changes.publish(viewer.ownerId, newViewer().ownerId);
    }
    expect((await stream.next()).value).toMatchObject({
      errors: [{ extensions: { code: 'limit/subscriber' } }],
    });
    expect(await stream.next()).toMatchObject({ done: true });
    expect(api.under.changes.subscribers).toBe(0);
  });

  it('refuses a time that no execution can have', async () => {
    const filter = { createdAfter: '0000-01-01T00:00:00Z' };
    const stream = await api.watch(viewer, watchExecutions, { filter });
    expect((await stream.next()).value).toMatchObject({
      errors: [{ extensions: { code: 'input/invalid' } }],
    });
  });
});
