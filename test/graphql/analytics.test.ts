import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Viewer } from '../../src/app/index.ts';
import { modelDocument, newViewer } from '../app/app-under-test.ts';
import { provideGraphql } from './graphql-under-test.ts';

const { api, viewer } = provideGraphql();

interface Ended {
  readonly status?: string;
  readonly templateId?: string | null;
  readonly at?: string;
  readonly cost?: number | null;
}

async function ended({
  status = 'completed',
  templateId = null,
  at,
  cost = 1500,
}: Ended = {}): Promise<void> {
  await api.under.stores.sql(
    `insert into analytics_entry (execution_id, owner_id, workflow_type, template_id, status, error_code, input_tokens,
       output_tokens, total_tokens, cost_micro_usd, model_calls, tool_calls, duration_ms, first_text_ms, ended_at)
     values ($1, $2, 'template', $3, $4, $5, 1, 2, 3, $6, 1, 0, 2000, 300, $7)`,
    randomUUID(),
    viewer.ownerId,
    templateId,
    status,
    status === 'failed' ? 'node/timeout' : null,
    cost,
    at ?? '2026-01-10T12:30:00Z',
  );
}

async function newTemplate(): Promise<string> {
  const input = { name: 'T', description: 'T', category: null, tags: [], isPublic: false, parameters: null };
  return (
    await api.under.app.createTemplate(viewer, { ...input, graph: modelDocument(), baseTemplateId: null })
  ).id;
}

async function asked(text: string, as: Viewer = viewer): Promise<unknown> {
  const { data, errors } = await api.askText(as, text);
  expect(errors).toBeUndefined();
  return data;
}

const span = 'from: "2026-01-10T00:00:00Z", to: "2026-01-12T00:00:00Z"';

describe('workflowAnalytics', () => {
  it('shows figures by day, with null for a day on which nothing ended', async () => {
    await ended();
    await ended({ status: 'failed', cost: null });
    expect(
      await asked(`{ workflowAnalytics(${span}) { from to
        totals { executions successRate duration { count average p50 } timeToFirstToken { p95 }
          amounts { totalTokens costUsd unknownCostCount } }
        buckets { startsAt figures { completed failed cancelled } }
        groups(by: TYPE) { type definitionId figures { executions } } failures { code count } } }`),
    ).toEqual({
      workflowAnalytics: {
        from: '2026-01-10T00:00:00.000Z',
        to: '2026-01-12T00:00:00.000Z',
        totals: {
          executions: 2,
          successRate: 0.5,
          duration: { count: 2, average: 2000, p50: expect.closeTo(2000, -2) },
          timeToFirstToken: { p95: expect.closeTo(300, -2) },
          amounts: { totalTokens: 6, costUsd: '0.0015', unknownCostCount: 1 },
        },
        buckets: [
          { startsAt: '2026-01-10T00:00:00.000Z', figures: { completed: 1, failed: 1, cancelled: 0 } },
          { startsAt: '2026-01-11T00:00:00.000Z', figures: null },
        ],
        groups: [{ type: 'TEMPLATE', definitionId: null, figures: { executions: 2 } }],
        failures: [{ code: 'node/timeout', count: 1 }],
      },
    });
  });

  it('says null of a cost that is known of nothing, and 0 of nothing at all', async () => {
    const costs = async () =>
      asked(`{ workflowAnalytics(${span}) { totals { successRate duration { p50 } amounts { costUsd } } } }`);
    const totals = (costUsd: string | null, successRate: number | null, p50: unknown) => ({
      workflowAnalytics: { totals: { successRate, duration: { p50 }, amounts: { costUsd } } },
    });
    expect(await costs()).toEqual(totals('0.00', null, null));
    await ended({ cost: null });
    expect(await costs()).toEqual(totals(null, 1, expect.any(Number)));
  });

  it.each([
    ['a second', 'from: "2016-01-01T00:00:00Z", to: "2026-01-01T00:00:00Z", bucket: SECOND', 'limit/buckets'],
    ['a day over ten years', 'from: "2016-01-01T00:00:00Z", to: "2026-01-01T00:00:00Z"', 'limit/buckets'],
    [
      'a span that ends before it begins',
      'from: "2026-01-02T00:00:00Z", to: "2026-01-01T00:00:00Z"',
      'input/invalid',
    ],
    ['a version 0', `${span}, filter: { definitionVersion: 0 }`, 'input/invalid'],
    ["everybody's, for a user", `${span}, filter: { everyone: true }`, 'forbidden'],
    ['no definition of this id', `${span}, filter: { definitionId: "x" }`, 'definition/not-found'],
    ['no template of this id', `${span}, filter: { templateId: "x" }`, 'template/not-found'],
  ])('is refused with a typed error: %s', async (_, args, code) => {
    const { errors } = await api.askText(viewer, `{ workflowAnalytics(${args}) { from } }`);
    expect(errors?.map(({ extensions }) => extensions.code)).toEqual([code]);
  });

  it('say that nothing ended in a span, also of a template that was used before it and then deleted', async () => {
    const id = await newTemplate();
    await ended({ templateId: id, at: '2026-01-02T12:00:00Z' });
    await api.under.app.deleteTemplate(viewer, id);
    const text = `{ workflowAnalytics(${span}, filter: { templateId: "${id}" }) { totals { executions } } }`;
    expect(await asked(text)).toEqual({ workflowAnalytics: { totals: { executions: 0 } } });
    const { errors } = await api.askText(newViewer(), text);
    expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['template/not-found']);
  });

  it("does not tell of somebody else's definition before it is published", async () => {
    const graph = modelDocument();
    const described = { name: 'D', description: null, tags: [], isPublic: true };
    const { id } = await api.under.app.createDefinition(viewer, { ...described, graph });
    const text = `{ workflowAnalytics(${span}, filter: { definitionId: "${id}" }) { totals { executions } } }`;
    const { errors } = await api.askText(newViewer(), text);
    expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['definition/not-found']);
    await api.under.app.publishDefinition(viewer, { id, expectedVersion: null });
    const nothing = { workflowAnalytics: { totals: { executions: 0 } } };
    expect(await asked(text, newViewer())).toEqual(nothing);
  });

  it('gives groups from 1 to 100', async () => {
    const groups = async (first: number) =>
      (
        await api.askText(
          viewer,
          `{ workflowAnalytics(${span}) { groups(by: OWNER, first: ${first}) { ownerId } } }`,
        )
      ).errors?.[0]?.extensions.code;
    expect(await groups(100)).toBeUndefined();
    for (const first of [0, -1, 101, 1_000_000]) expect(await groups(first)).toBe('input/invalid');
  });

  it("shows an administrator everybody's figures, by owner", async () => {
    const admin = newViewer('admin');
    await ended({ at: '2026-01-11T01:00:00Z' });
    const { data } = await api.askText<{ workflowAnalytics: { groups: readonly unknown[] } }>(
      admin,
      `{ workflowAnalytics(${span}, filter: { everyone: true }) { groups(by: OWNER, first: 100) { ownerId figures { executions } } } }`,
    );
    expect(data?.workflowAnalytics.groups).toContainEqual({
      ownerId: viewer.ownerId,
      figures: { executions: 1 },
    });
  });
});

describe('templates', () => {
  it('show what they were used for, and rank by it', async () => {
    const [often, seldom, never] = [await newTemplate(), await newTemplate(), await newTemplate()];
    await ended({ templateId: seldom, at: '2026-01-11T00:00:00Z' });
    for (const status of ['completed', 'failed', 'cancelled']) await ended({ templateId: often, status });
    expect(
      await asked(`{ templateAnalytics(templateId: "${often}") { usageCount successCount failureCount cancelCount
        successRate totalTokens averageTokens totalCostUsd averageDurationMs lastUsedAt } }`),
    ).toEqual({
      templateAnalytics: {
        usageCount: 3,
        successCount: 1,
        failureCount: 1,
        cancelCount: 1,
        successRate: 1 / 3,
        totalTokens: 9,
        averageTokens: 3,
        totalCostUsd: '0.0045',
        averageDurationMs: 2000,
        lastUsedAt: '2026-01-10T12:30:00.000Z',
      },
    });
    expect(
      await asked(`{ workflowTemplate(id: "${never}") { analytics { usageCount successRate lastUsedAt } } }`),
    ).toEqual({
      workflowTemplate: { analytics: { usageCount: 0, successRate: null, lastUsedAt: null } },
    });
    const top = async (by: string) => asked(`{ topTemplates(by: ${by}, first: 2) { template { id } } }`);
    const ranked = (...ids: readonly string[]) => ({ topTemplates: ids.map((id) => ({ template: { id } })) });
    expect(await top('MOST_USED')).toEqual(ranked(often, seldom));
    expect(await top('MOST_SUCCESSFUL')).toEqual(ranked(seldom, often));
    expect(await top('LAST_USED')).toEqual(ranked(seldom, often));
  });

  it('ask for the analytics of a whole list in one statement', async () => {
    const ids = [await newTemplate(), await newTemplate(), await newTemplate()];
    const calls: (readonly string[])[] = [];
    const { analytics } = api.under.stores;
    const original = analytics.templates.bind(analytics);
    analytics.templates = async (owner, asked) => {
      calls.push(asked);
      return original(owner, asked);
    };
    await asked('{ workflowTemplates { nodes { analytics { usageCount } } } }');
    analytics.templates = original;
    expect(calls).toEqual([ids.toReversed()]);
  });
});

describe('executionSummary', () => {
  it('counts what is active, and what has ended since a moment', async () => {
    await api.execution(viewer);
    await ended();
    await ended({ status: 'failed', at: '2026-01-11T00:00:00Z' });
    await ended({ at: '2026-01-11T00:00:01Z' });
    expect(
      await asked(`{ executionSummary(since: "2026-01-11T00:00:00Z") { active today completed failed successRate
        averageDurationMs since } }`),
    ).toEqual({
      executionSummary: {
        active: 1,
        today: 2,
        completed: 1,
        failed: 1,
        successRate: 0.5,
        averageDurationMs: 2000,
        since: '2026-01-11T00:00:00.000Z',
      },
    });
    expect(
      await asked('{ executionSummary { active today successRate averageDurationMs } }', newViewer()),
    ).toEqual({
      executionSummary: { active: 0, today: 0, successRate: null, averageDurationMs: null },
    });
  });
});
