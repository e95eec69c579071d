import { describe, expect, it } from 'vitest';
import type { ExecutionEvent } from '../../src/engine/index.ts';
import { encodeCursor } from '../../src/runtime/cursor.ts';
import { provideGraphql } from '../graphql/graphql-under-test.ts';
import { usage } from '../graphql/whole-log.ts';
import { TypedDocumentString } from '../support/generated/graphql.ts';
import { provideStatementCounter } from '../support/statement-count.ts';

const { api, viewer } = provideGraphql();
const counting = provideStatementCounter(() => api.under.stores.url);

interface Told {
  readonly executionEvents: { readonly events: readonly object[] };
}

const watch = new TypedDocumentString<Told, { readonly executionId: string; readonly after: string | null }>(
  `subscription ($executionId: ID!, $after: Cursor) {
    executionEvents(executionId: $executionId, after: $after) {
      events { __typename ... on NodeCompleted { durationMs usage { modelCalls } } }
    }
  }`,
);

const begun: readonly ExecutionEvent[] = [
  { type: 'ExecutionQueued', at: 1, input: null, messages: [] },
  { type: 'ExecutionStarted', at: 2 },
];

/** A visit of a node that takes so long, and calls a model once. */
function visit(nodeId: string, ms: number): readonly ExecutionEvent[] {
  const place = { nodeId, path: nodeId, attempt: 1 };
  const call = { provider: 'offline', model: 'echo', usage };
  const end = { port: 'out', output: null };
  return [
    { type: 'NodeStarted', at: 10, ...place },
    { type: 'UsageRecorded', at: 11, ...call, ...place },
    { type: 'NodeCompleted', at: 10 + ms, ...end, ...place },
  ];
}

/** Statements for a visit to be committed and told to so many, who have read on from this place to its beginning. */
async function statements(watchers: number, after: number | null): Promise<number> {
  const executionId = await api.execution(viewer);
  await api.commit(executionId, ...begun, ...visit('first', 5));
  const cursor = after === null ? null : encodeCursor(executionId, after);
  const streams = await Promise.all(
    Array.from({ length: watchers }, () => api.watch(viewer, watch, { executionId, after: cursor })),
  );
  await Promise.all(streams.map((stream) => stream.next()));
  const next = streams.map((stream) => stream.next());
  await counting.statements.forget();
  await api.commit(executionId, ...visit('second', 7));
  for (const { value } of await Promise.all(next)) {
    const told = { __typename: 'NodeCompleted', durationMs: 7, usage: { modelCalls: 1 } };
    expect(value.data?.executionEvents.events).toContainEqual(told);
  }
  const calls = await counting.statements.calls();
  await Promise.all(streams.map((stream) => stream.return?.()));
  return calls;
}

describe('telling those who watch an execution what an attempt took and used', () => {
  it.each<[string, number | null]>([
    ['from its start', null],
    ['from a cursor', 3],
  ])('asks the database nothing, however many watch it %s', async (_, after) => {
    const unwatched = await statements(0, after);
    expect(await statements(1, after)).toBe(unwatched);
    expect(await statements(10, after)).toBe(unwatched);
  });
});
