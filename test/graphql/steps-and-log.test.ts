import { beforeEach, describe, expect, it } from 'vitest';
import type { ExecutionEvent } from '../../src/engine/index.ts';
import { provideGraphql } from './graphql-under-test.ts';
import { readLog, readSteps } from './operations.ts';
import { wholeLog } from './whole-log.ts';

const { api, viewer } = provideGraphql();
let id: string;

beforeEach(async () => {
  id = await api.execution(viewer);
});

const steps = async (more: object = {}) =>
  (await api.data(viewer, readSteps, { id, ...more })).workflowExecution?.steps;
const log = async (more: object = {}) =>
  (await api.data(viewer, readLog, { id, ...more })).workflowExecution?.log;

describe('the steps of an execution', () => {
  it('are its visits of nodes as they stand, page by page', async () => {
    await api.commit(id, ...wholeLog);
    const first = await steps({ first: 1 });
    expect(first).toMatchObject({
      nodes: [{ nodeId: 'other', status: 'CANCELLED', error: { nodeId: 'other', path: 'other' } }],
      pageInfo: { hasNextPage: true, hasPreviousPage: false },
    });
    const rest = await steps({ after: first?.pageInfo.endCursor });
    expect(rest).toMatchObject({
      nodes: [
        {
          path: 'refine[2]/answer',
          status: 'COMPLETED',
          durationMs: 90,
          output: { text: 'Yes' },
          port: 'out',
          text: 'Yes',
          usage: { totalTokens: 36, modelCalls: 2 },
        },
      ],
      pageInfo: { hasNextPage: false, hasPreviousPage: true },
    });
  });

  it('are folded from a log of any length', async () => {
    const deltas = Array.from(
      { length: 2500 },
      (_, at): ExecutionEvent => ({
        type: 'TextDelta',
        at,
        text: 'x',
        nodeId: 'answer',
        path: 'answer',
        attempt: 1,
      }),
    );
    await api.commit(
      id,
      { type: 'NodeStarted', at: 0, nodeId: 'answer', path: 'answer', attempt: 1 },
      ...deltas,
    );
    const [step] = (await steps())?.nodes ?? [];
    expect(step).toMatchObject({ status: 'RUNNING', attempts: 1, completedAt: null, durationMs: null });
    expect(step?.text).toHaveLength(2500);
  });

  it.each([
    [{ first: 0 }, 'input/invalid'],
    [{ after: 'x' }, 'cursor/invalid'],
  ])('are refused with %j', async (more, code) => {
    const { errors } = await api.ask(viewer, readSteps, { id, ...more });
    expect(errors).toMatchObject([{ extensions: { code } }]);
  });
});

describe('the log of an execution', () => {
  it('is told from a level on, page by page', async () => {
    await api.commit(id, ...wholeLog);
    const all = (await log({ first: 100 }))?.nodes ?? [];
    const matter = all.filter(({ level }) => level === 'WARN' || level === 'ERROR');
    expect(matter.length).toBeGreaterThan(2);
    expect(matter.length).toBeLessThan(all.length);
    const first = await log({ level: 'WARN', first: 2 });
    expect(first?.nodes).toEqual(matter.slice(0, 2));
    expect(first?.pageInfo.hasNextPage).toBe(true);
    const rest = await log({ level: 'WARN', first: 50, after: first?.pageInfo.endCursor });
    expect(rest?.nodes).toEqual(matter.slice(2));
    expect(rest?.pageInfo.hasNextPage).toBe(false);
  });

  it('shows what was written to it, with its data', async () => {
    await api.commit(id, { type: 'LogWritten', at: 5, level: 'info', message: 'Here', data: { a: 1 } });
    expect(await log()).toMatchObject({
      nodes: [
        {
          sequence: 1,
          at: '1970-01-01T00:00:00.005Z',
          level: 'INFO',
          message: 'Here',
          nodeId: null,
          data: { a: 1 },
        },
      ],
    });
  });

  it.each([
    [{ first: 101 }, 'input/invalid'],
    [{ after: 'x' }, 'cursor/invalid'],
    [{ after: 'AQAAAAEBogrSVyR03INpKIiLl3nD' }, 'cursor/other-execution'],
  ])('is refused with %j', async (more, code) => {
    const { errors } = await api.ask(viewer, readLog, { id, ...more });
    expect(errors).toMatchObject([{ extensions: { code } }]);
  });
});
