import { isObjectType } from 'graphql';
import { describe, expect, it } from 'vitest';
import type { Viewer } from '../../src/app/index.ts';
import { newViewer } from '../app/app-under-test.ts';
import { provideGraphql } from '../graphql/graphql-under-test.ts';
import { wholeSelection } from '../graphql/whole-selection.ts';
import { TypedDocumentString } from '../support/generated/graphql.ts';
import { provideStatementCounter } from '../support/statement-count.ts';
import { linkedExecution } from './shown-items.ts';

const { api, viewer } = provideGraphql();
interface Told {
  readonly executionsChanged: { readonly id: string };
}

const counting = provideStatementCounter(() => api.under.stores.url);

interface Dashboards {
  readonly open: number;
  readonly by?: Viewer;
  /** What they ask for beside the id. */
  readonly selection?: string;
}

/** Statements for these executions of the viewer's to change at once and be told to all dashboards that are open. */
async function statements(
  ids: readonly string[],
  { open, by = viewer, selection = 'status' }: Dashboards,
): Promise<number> {
  const operation = new TypedDocumentString<Told, { readonly ownerId: string }>(
    `subscription ($ownerId: ID) { executionsChanged(filter: { ownerId: $ownerId }) { id ${selection} } }`,
  );
  const { ownerId } = viewer;
  const streams = await Promise.all(
    Array.from({ length: open }, () => api.watch(by, operation, { ownerId })),
  );
  const first = streams.map((stream) => stream.next());
  while (api.under.changes.subscribers < open) await new Promise((resolve) => setImmediate(resolve));
  await counting.statements.forget();
  for (const id of ids) api.under.changes.publish(viewer.ownerId, id);
  const told = await Promise.all(
    streams.map(async (stream, index) => {
      const answers = [await first[index]];
      while (answers.length < ids.length) answers.push(await stream.next());
      expect(answers.flatMap((answer) => answer?.value.errors ?? [])).toEqual([]);
      return answers.map((answer) => answer?.value.data.executionsChanged.id);
    }),
  );
  const calls = await counting.statements.calls();
  expect(told).toEqual(streams.map(() => ids));
  await Promise.all(streams.map((stream) => stream.return?.()));
  return calls;
}

async function executions(count: number): Promise<readonly string[]> {
  const ids: string[] = [];
  for (let index = 0; index < count; index += 1) ids.push(await api.execution(viewer));
  return ids;
}

describe('telling dashboards what has changed', () => {
  it('takes one statement for one change, whether one of them is open or fifty', async () => {
    const ids = await executions(1);
    expect(await statements(ids, { open: 1 })).toBe(1);
    expect(await statements(ids, { open: 50 })).toBe(1);
  });

  it('takes one statement for sixty changes at once, whether one of them is open or fifty', async () => {
    const ids = await executions(60);
    expect(await statements(ids, { open: 1 })).toBe(1);
    expect(await statements(ids, { open: 50 })).toBe(1);
  });

  it('takes no more for administrators', async () => {
    const ids = await executions(10);
    expect(await statements(ids, { open: 50, by: newViewer('admin') })).toBe(1);
  });

  const { WorkflowExecution: execution } = api.schema.getTypeMap();
  const fields = isObjectType(execution) ? Object.values(execution.getFields()) : [];

  it.each(
    fields.map((field) => [field.name, field] as const),
  )('asks nothing of its own for each further one that asks for %s', async (_, field) => {
    if (!isObjectType(execution)) throw new Error('there is no WorkflowExecution');
    const ids = [await linkedExecution(api.under, viewer)];
    const selection = wholeSelection(api.schema, execution, field);
    const few = await statements(ids, { open: 1, selection });
    // What happens to be asked in the same moment shares a statement, so their number varies a little.
    expect((await statements(ids, { open: 10, selection })) - few).toBeLessThan(5);
  });
});
