import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { modelDocument } from '../app/app-under-test.ts';
import { StatementCounter } from '../support/statement-count.ts';
import { openTestPool } from '../support/test-pool.ts';
import { provideGraphql } from './graphql-under-test.ts';
import { deepHistory, deleteExecution, history } from './history-operations.ts';

const { api, viewer } = provideGraphql();
const someId = randomUUID();

/** Executions of definitions of their own, each with a call of a model. */
async function fill(count: number): Promise<void> {
  const { app, stores } = api.under;
  for (let index = 0; index < count; index += 1) {
    const shared = { name: `d${index}`, description: null, tags: [], isPublic: false };
    const { id } = await app.createDefinition(viewer, { ...shared, graph: modelDocument() });
    await app.publishDefinition(viewer, { id, expectedVersion: null });
    await stores.sql(
      `with made as (
         insert into workflow_template (id, owner_id, name, description, config_hash)
         values (gen_random_uuid(), $1, 'made', 'made', 'h') returning id),
       executed as (
         insert into workflow_execution (id, owner_id, workflow_type, definition_id, template_id, definition_version, status,
           live, error, started_at, completed_at)
         select gen_random_uuid(), $1, 'definition', $2, made.id, 1, $3, false, $4, now(), now() + $5 * interval '1 s'
         from made returning id)
       insert into usage_entry (id, execution_id, path, attempt, provider, model, at)
       select gen_random_uuid(), id, 'answer', 1, 'offline', 'echo', now() from executed`,
      viewer.ownerId,
      id,
      index % 2 === 0 ? 'failed' : 'completed',
      index % 2 === 0 ? { code: 'node/timeout', message: `number ${index} timed out` } : null,
      index,
    );
  }
}

const list = async (variables: object) => (await api.data(viewer, history, variables)).workflowExecutions;
const refusedBecause = async (variables: object) =>
  (await api.askText(viewer, String(history), { ...variables })).errors?.map(({ extensions, message }) => ({
    code: extensions.code,
    message,
  }));

describe('the history of executions', () => {
  it('is ordered by time or by duration, page after page, and counted', async () => {
    await fill(5);
    const walk = async (orderBy: string) => {
      const durations: (number | null)[] = [];
      for (let after: string | null = null; ; ) {
        const page = await list({ orderBy, first: 2, after });
        expect(page.totalCount).toBe(5);
        durations.push(...page.nodes.map(({ durationMs }) => durationMs));
        if (!page.pageInfo.hasNextPage) return durations;
        after = page.pageInfo.endCursor;
      }
    };
    const shortest = [0, 1000, 2000, 3000, 4000];
    expect(await walk('OLDEST_FIRST')).toEqual(shortest);
    expect(await walk('NEWEST_FIRST')).toEqual(shortest.toReversed());
    expect(await walk('SHORTEST_FIRST')).toEqual(shortest);
    expect(await walk('LONGEST_FIRST')).toEqual(shortest.toReversed());
  });

  it('is searched for words of errors, and bounded by duration', async () => {
    await fill(5);
    const found = async (filter: object, orderBy = 'SHORTEST_FIRST') =>
      (await list({ filter, orderBy })).nodes.map(({ durationMs }) => durationMs);
    expect(await found({ errorText: 'TIMED' }, 'OLDEST_FIRST')).toEqual([0, 2000, 4000]);
    expect(await found({ errorText: 'number 2' }, 'NEWEST_FIRST')).toEqual([2000]);
    expect(await found({ errorText: 'node/time', status: ['COMPLETED'] }, 'NEWEST_FIRST')).toEqual([]);
    expect(await found({ minDurationMs: 1000, maxDurationMs: 3000 })).toEqual([1000, 2000, 3000]);
    const yesterday = new Date(Date.now() - 86_400_000).toISOString();
    expect(await found({ createdAfter: yesterday, minDurationMs: 2000 })).toEqual([2000, 3000, 4000]);
    expect(await found({ createdAfter: yesterday, createdBefore: yesterday })).toEqual([]);
  });

  it.each<[string, object, string]>([
    ['a duration in an order by time', { filter: { minDurationMs: 1 } }, 'LONGEST_FIRST'],
    ['a negative duration', { filter: { maxDurationMs: -1 }, orderBy: 'LONGEST_FIRST' }, 'maxDurationMs'],
    [
      'dates beside a status in the order of durations',
      { filter: { createdAfter: '2026-01-01T00:00:00Z', status: ['FAILED'] }, orderBy: 'LONGEST_FIRST' },
      'dates go with definitionId or templateId',
    ],
    [
      'words of errors in the order of durations',
      { filter: { errorText: 'timed' }, orderBy: 'LONGEST_FIRST' },
      'set orderBy to NEWEST_FIRST',
    ],
    [
      'more days than can be looked at in the order of durations',
      {
        filter: { createdAfter: '2026-01-01T00:00:00Z', createdBefore: '2026-03-01T00:00:00Z' },
        orderBy: 'SHORTEST_FIRST',
      },
      'at most 31 days',
    ],
    [
      'all days before one in the order of durations',
      { filter: { createdBefore: '2026-03-01T00:00:00Z' }, orderBy: 'LONGEST_FIRST' },
      'set createdAfter and createdBefore',
    ],
    ...[{ definitionId: someId }, { templateId: someId }, { type: ['CHAT'] }].map(
      (other): [string, object, string] => [
        `a conversation beside ${Object.keys(other)}`,
        { filter: { conversationId: someId, ...other } },
        'conversationId goes with status, dates and durations',
      ],
    ),
    ['no words', { filter: { errorText: ' ' } }, 'errorText'],
    ['signs for words', { filter: { errorText: '& | !' } }, 'letter or a digit'],
    ['words that are too long', { filter: { errorText: 'x'.repeat(201) } }, 'errorText'],
    ['words that cannot be stored', { filter: { errorText: 'a\0b' } }, 'NUL'],
  ])('refuses %s, and says what to do', async (_, variables, says) => {
    const message = expect.stringContaining(says);
    expect(await refusedBecause(variables)).toEqual([{ code: 'input/invalid', message }]);
  });

  it('refuses a cursor of another order, and one that was made up', async () => {
    await fill(2);
    const { pageInfo } = await list({ first: 1 });
    const after = pageInfo.endCursor;
    expect(await refusedBecause({ after, orderBy: 'LONGEST_FIRST' })).toMatchObject([
      { code: 'cursor/invalid' },
    ]);
    for (const made of ['', 'x', 'A'.repeat(34), Buffer.alloc(25, 255).toString('base64url')]) {
      expect(await refusedBecause({ after: made })).toMatchObject([{ code: 'cursor/invalid' }]);
    }
  });

  it('takes as many statements for twenty executions as for two, however deep the query goes', async () => {
    await fill(20);
    const pool = openTestPool(api.under.stores.url);
    const counter = new StatementCounter(pool);
    const statements = async (first: number) => {
      await counter.forget();
      const { workflowExecutions } = await api.data(viewer, deepHistory, { first });
      expect(workflowExecutions.nodes).toHaveLength(first);
      const { definition, template, usageEntries } = workflowExecutions.nodes.at(-1) ?? {};
      expect(template?.name).toBe('made');
      expect(definition?.versions.nodes).toHaveLength(1);
      expect(usageEntries?.nodes).toHaveLength(1);
      return counter.calls();
    };
    const few = await statements(2);
    expect(await statements(20)).toBe(few);
    expect(few).toBeLessThanOrEqual(8);
    await pool.end();
  });

  it('loses an execution that is deleted, and only one that has ended', async () => {
    await fill(2);
    const { nodes } = await list({});
    const remove = async (id: string) => (await api.data(viewer, deleteExecution, { id })).deleteExecution;
    const [id = ''] = nodes.map((node) => node.id);
    expect(await remove(id)).toEqual({ __typename: 'DeleteExecutionSuccess', id });
    expect(await remove(id)).toMatchObject({ __typename: 'NotFoundError', code: 'execution/not-found' });
    expect((await list({})).nodes).toEqual(nodes.slice(1));
    const running = await api.execution(viewer);
    expect(await remove(running)).toMatchObject({ __typename: 'InvalidStateError', code: 'execution/live' });
  });

  it('is counted only where somebody asks', async () => {
    const pool = openTestPool(api.under.stores.url);
    const counter = new StatementCounter(pool);
    await counter.forget();
    await api.data(viewer, deepHistory, { first: 1 });
    const uncounted = await counter.calls();
    await list({ first: 1 });
    expect((await counter.calls()) - uncounted).toBeGreaterThan(0);
    const texts = await counter.texts();
    expect(texts.filter((text) => text.includes('count(*)'))).toHaveLength(1);
    await pool.end();
  });
});
