import { beforeEach, describe, expect, it } from 'vitest';
import type { ExecutionEvent } from '../../src/engine/index.ts';
import { encodeCursor } from '../../src/runtime/cursor.ts';
import { newViewer } from '../app/app-under-test.ts';
import { TypedDocumentString } from '../support/generated/graphql.ts';
import { graphql } from '../support/generated/index.ts';
import { type Answer, provideGraphql } from './graphql-under-test.ts';
import { pollEvents, watchEvents } from './operations.ts';
import { usage, wholeLog } from './whole-log.ts';

const { api, viewer } = provideGraphql();
let executionId: string;

beforeEach(async () => {
  executionId = await api.execution(viewer);
});

const answer = { nodeId: 'answer', path: 'answer', attempt: 1 };
const queued: ExecutionEvent = { type: 'ExecutionQueued', at: 1, input: null, messages: [] };
const started: ExecutionEvent = { type: 'ExecutionStarted', at: 2 };
const nodeStarted: ExecutionEvent = { type: 'NodeStarted', at: 10, ...answer };
const delta: ExecutionEvent = { type: 'TextDelta', at: 11, text: 'Hi', ...answer };
const completed: ExecutionEvent = { type: 'ExecutionCompleted', at: 30, output: 1 };

type Batch = {
  executionEvents: { cursor: string; caughtUp: boolean; events: readonly { __typename: string }[] };
};

/** `ExecutionQueued ExecutionStarted, caught up`; or the code of an error; or `done`. */
function said({ value, done }: IteratorResult<Answer<Batch>, unknown>): string {
  if (done || !isAnswer(value)) return 'done';
  if (!value.data) return String(value.errors?.[0]?.extensions.code);
  const { events, caughtUp } = value.data.executionEvents;
  return [events.map((event) => event.__typename).join(' '), caughtUp ? 'caught up' : 'behind'].join(', ');
}

function isAnswer(value: unknown): value is Answer<Batch> {
  return typeof value === 'object' && value !== null && ('data' in value || 'errors' in value);
}

const watch = (more: object = {}) => api.watch(viewer, watchEvents, { executionId, ...more });
const poll = async (more: object = {}) =>
  (await api.data(viewer, pollEvents, { executionId, ...more })).executionEvents;

describe('the subscription executionEvents', () => {
  it('tells the past, then what is committed, then completes', async () => {
    await api.commit(executionId, queued, started);
    const stream = await watch();
    expect(said(await stream.next())).toBe('ExecutionQueued ExecutionStarted, caught up');
    const next = stream.next();
    await api.commit(executionId, nodeStarted, delta);
    expect(said(await next)).toBe('NodeStarted TextDelta, caught up');
    const last = stream.next();
    await api.commit(executionId, completed);
    expect(said(await last)).toBe('ExecutionCompleted, caught up');
    expect(said(await stream.next())).toBe('done');
    expect(api.under.feed.subscribers).toBe(0);
  });

  it('goes on after a cursor, which a poll may have given', async () => {
    await api.commit(executionId, queued, started, nodeStarted);
    const { cursor } = await poll({ first: 2 });
    const stream = await watch({ after: cursor });
    expect(said(await stream.next())).toBe('NodeStarted, caught up');
    await stream.return?.();
  });

  it('sends what the filter lets through, and passes the rest with its cursor', async () => {
    await api.commit(executionId, queued, started, nodeStarted, delta);
    const stream = await watch({ filter: { types: ['TEXT_DELTA', 'EXECUTION_COMPLETED'], nodeIds: null } });
    const first = await stream.next();
    expect(said(first)).toBe('TextDelta, caught up');
    const next = stream.next();
    await api.commit(executionId, { type: 'ReasoningDelta', at: 12, text: '…', ...answer });
    await api.commit(executionId, completed);
    expect(said(await next)).toBe('ExecutionCompleted, caught up');
    const byNode = await watch({ filter: { nodeIds: ['answer'] } });
    expect(said(await byNode.next())).toBe('NodeStarted TextDelta ReasoningDelta, caught up');
    expect(said(await byNode.next())).toBe('done');
  });

  it('tells that all is over although the filter lets nothing through', async () => {
    await api.commit(executionId, queued, started, completed);
    const stream = await watch({ filter: { nodeIds: ['nobody'] } });
    const { value } = await stream.next();
    expect(value).toMatchObject({ data: { executionEvents: { events: [], caughtUp: true } } });
    expect(said(await stream.next())).toBe('done');
    const { cursor } = await poll();
    expect(value.data.executionEvents.cursor).toBe(cursor);
  });

  it('frees what it holds when it is ended while nothing happens', async () => {
    await api.commit(executionId, queued);
    const stream = await watch({ filter: { types: ['EXECUTION_FAILED'] } });
    await stream.next();
    const waiting = stream.next();
    expect(api.under.feed.subscribers).toBe(1);
    await stream.return?.();
    expect(api.under.feed.subscribers).toBe(0);
    expect(said(await waiting)).toBe('done');
  });

  it.each<[string, () => object, string]>([
    ['an execution that does not exist', () => ({ executionId: newViewer().ownerId }), 'execution/not-found'],
    ['a cursor that is none', () => ({ after: 'x' }), 'cursor/invalid'],
    ['a cursor that is empty', () => ({ after: '' }), 'cursor/invalid'],
    [
      'a cursor of another execution',
      () => ({ after: 'AQAAAAEBogrSVyR03INpKIiLl3nD' }),
      'cursor/other-execution',
    ],
  ])('answers %s with a typed error and ends', async (_, variables, code) => {
    const stream = await watch(variables());
    expect(said(await stream.next())).toBe(code);
    expect(said(await stream.next())).toBe('done');
  });

  it('answers a cursor beyond the end of the log with a typed error in the stream, and ends', async () => {
    await api.commit(executionId, queued, started);
    const { cursor: after } = await poll();
    const other = await api.execution(viewer);
    const forged = Buffer.from(after, 'base64url');
    Buffer.from(other.replaceAll('-', ''), 'hex').copy(forged, 5);
    const stream = await watch({ executionId: other, after: forged.toString('base64url') });
    expect(said(await stream.next())).toBe('cursor/invalid');
    expect(said(await stream.next())).toBe('done');
  });
});

describe('the query executionEvents', () => {
  it('pages through the log with the same cursors, and says when it has caught up', async () => {
    await api.commit(executionId, queued, started, nodeStarted);
    const first = await poll({ first: 2 });
    expect(first).toMatchObject({ caughtUp: false, events: [{ sequence: 1 }, { sequence: 2 }] });
    const second = await poll({ after: first.cursor });
    expect(second).toMatchObject({ caughtUp: true, events: [{ sequence: 3 }] });
    expect(await poll({ after: second.cursor })).toEqual({
      caughtUp: true,
      events: [],
      cursor: second.cursor,
    });
  });

  it('waits for what comes', async () => {
    await api.commit(executionId, queued);
    const { cursor: after } = await poll();
    const waiting = poll({ after, waitMs: 30_000 });
    while (api.under.feed.subscribers === 0) await new Promise((resolve) => setImmediate(resolve));
    await api.commit(executionId, started);
    expect(await waiting).toMatchObject({ events: [{ __typename: 'ExecutionStarted' }] });
  });

  it.each<[string, object]>([
    ['no events', { first: 0 }],
    ['too many events', { first: 1001 }],
    ['a wait that is too long', { waitMs: 30_001 }],
  ])('refuses %s', async (_, more) => {
    const { errors } = await api.ask(viewer, pollEvents, { executionId, ...more });
    expect(errors).toMatchObject([{ extensions: { code: 'input/invalid' } }]);
  });
});

const everyField = graphql(`
  query EveryField($executionId: ID!) {
    executionEvents(executionId: $executionId, first: 1000) {
      events {
        __typename
        executionId
        sequence
        cursor
        at
        ... on NodeEvent { nodeId path attempt }
        ... on ExecutionQueued { input messages { role content toolCalls { id name arguments } toolCallId } }
        ... on ExecutionSuspended { until }
        ... on ExecutionCompleted { output usage { totalTokens } }
        ... on ExecutionFailed { error { code message retryable nodeId path } }
        ... on NodeCompleted { output port edges variables messages { role } exhausted terminate durationMs usage { inputTokens modelCalls } }
        ... on NodeFailed { error { code nodeId path } retrying failedEdges: edges text durationMs usage { modelCalls } }
        ... on NodeCancelled { text durationMs }
        ... on NodeRetryScheduled { retryAt: until }
        ... on NodeSuspended { until }
        ... on LoopIterationStarted { headId: nodeId headPath: path iteration }
        ... on TextDelta { delta: text }
        ... on ReasoningDelta { delta: text }
        ... on ToolCallStarted { call { id name arguments } }
        ... on BudgetReserved { mostUsd }
        ... on UsageRecorded { provider model recorded: usage { outputTokens costUsd } cacheWriteTokens priceVersion reservedUsd }
        ... on LogWritten { level message data writerId: nodeId writerPath: path writerAttempt: attempt }
      }
    }
  }
`);

describe('an event', () => {
  it('of every type shows every field, with what its attempt adds up to', async () => {
    await api.commit(executionId, ...wholeLog);
    const { executionEvents } = await api.data(viewer, everyField, { executionId });
    const events = executionEvents.events;
    expect(events.map(({ __typename }) => __typename)).toEqual(wholeLog.map(({ type }) => type));
    expect(new Set(events.map(({ cursor }) => cursor)).size).toBe(wholeLog.length);
    expect(events.every((event) => event.executionId === executionId)).toBe(true);
    const of = (type: string) => events.find(({ __typename }) => __typename === type);
    expect(of('NodeCompleted')).toMatchObject({
      path: 'refine[2]/answer',
      durationMs: 90,
      usage: { inputTokens: 2 * (usage.inputTokens ?? 0), modelCalls: 2 },
      messages: [{ role: 'ASSISTANT' }],
    });
    expect(of('NodeFailed')).toMatchObject({
      durationMs: 5,
      usage: null,
      error: { nodeId: 'other', path: 'other' },
    });
    expect(of('NodeCancelled')).toMatchObject({ durationMs: null, text: 'Par' });
    expect(of('ExecutionQueued')).toMatchObject({ messages: [{ role: 'USER', content: 'Hi' }] });
    expect(of('LogWritten')).toMatchObject({ level: 'WARN', writerId: null, data: { a: 1 } });
    expect(of('BudgetReserved')).toMatchObject({ mostUsd: '0.02' });
    expect(of('UsageRecorded')).toMatchObject({
      recorded: { costUsd: '0.0105' },
      cacheWriteTokens: 3,
      priceVersion: 'always input=700.00',
      reservedUsd: '0.02',
    });
    expect(of('ExecutionFailed')).toMatchObject({ error: { code: 'model/unavailable', nodeId: null } });
  });

  it('has the same figures in a stream that begins in the middle, alias by alias', async () => {
    await api.commit(executionId, ...wholeLog);
    const { events } = (await api.data(viewer, everyField, { executionId })).executionEvents;
    const before = events.find(({ __typename }) => __typename === 'UsageRecorded')?.cursor;
    const text = `query ($id: ID!, $after: Cursor) {
      a: executionEvents(executionId: $id, after: $after) { ...figures }
      b: executionEvents(executionId: $id) { ...figures }
    }
    fragment figures on ExecutionEventBatch {
      events { ... on NodeCompleted { durationMs again: durationMs usage { modelCalls } } }
    }`;
    const { data } = await api.askText<Record<string, { events: readonly object[] }>>(viewer, text, {
      id: executionId,
      after: before,
    });
    const figures = { durationMs: 90, again: 90, usage: { modelCalls: 2 } };
    expect(data?.a?.events).toContainEqual(figures);
    expect(data?.b?.events).toContainEqual(figures);
  });

  it('has the same figures as the log in a subscription, wherever that begins and however it is committed', async () => {
    const figures = `{ events { sequence
      ... on NodeCompleted { durationMs usage { modelCalls } }
      ... on NodeFailed { durationMs usage { modelCalls } }
      ... on NodeCancelled { durationMs usage { modelCalls } } } }`;
    const live = new TypedDocumentString<Figures, { readonly id: string; readonly after: string }>(
      `subscription ($id: ID!, $after: Cursor) { executionEvents(executionId: $id, after: $after) ${figures} }`,
    );
    const ends = /^Execution(Completed|Failed|Cancelled)$/;
    const log = [...wholeLog.filter(({ type }) => !ends.test(type)), completed];
    const told: Promise<readonly object[]>[] = [];
    for (const [index, event] of log.entries()) {
      await api.commit(executionId, event);
      const after = encodeCursor(executionId, index + 1);
      told.push(everything(await api.watch(viewer, live, { id: executionId, after })));
    }
    const text = `query ($id: ID!) { executionEvents(executionId: $id) ${figures} }`;
    const { data } = await api.askText<Figures>(viewer, text, { id: executionId });
    const all = data?.executionEvents.events ?? [];
    expect(all).toHaveLength(log.length);
    for (const [index, events] of (await Promise.all(told)).entries()) {
      expect(events).toEqual(all.slice(index + 1));
    }
  });
});

interface Figures {
  readonly executionEvents: { readonly events: readonly object[] };
}

async function everything(stream: AsyncIterator<Answer<Figures>>): Promise<readonly object[]> {
  const events: object[] = [];
  for (let next = await stream.next(); !next.done; next = await stream.next()) {
    events.push(...(next.value.data?.executionEvents.events ?? []));
  }
  return events;
}
