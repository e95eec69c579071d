import type { Pool } from 'pg';
import type {
  AnalyticsDrift,
  AnalyticsFold,
  AnalyticsQuery,
  AnalyticsRecount,
  AnalyticsStore,
  CallDimension,
  CallGroup,
  ExecutionDimension,
  ExecutionFigures,
  ExecutionGroup,
  ExecutionSummary,
  RankedTemplate,
  TemplateDrift,
  TemplateFigures,
  TemplateRanking,
} from '../../runtime/ports/analytics-store.ts';
import { isUuid } from '../stores/uuid.ts';
import { asking } from '../unavailable.ts';
import {
  amountsOfRow,
  type CallsRow,
  callsStatement,
  type FiguresRow,
  failuresStatement,
  figuresOf,
  figuresStatement,
  noFigures,
} from './figures-statement.ts';
import { foldStatement, rollAgainStatement } from './fold-statement.ts';
import { afterFolding, foldingAlone } from './folding-lock.ts';
import { callGroupOf, callKeys, executionGroupOf, executionKeys } from './groups.ts';
import { driftStatement, mendStatement, rollUpDriftStatement } from './recount-statement.ts';
import { summaryStatement } from './summary-statement.ts';
import {
  type TemplateFiguresRow,
  templateFiguresOf,
  templatesStatement,
  topTemplatesStatement,
} from './template-figures.ts';

/** Analytics in PostgreSQL. What is asked for is planned anew each time: questions differ, and tables grow. */
export class PostgresAnalyticsStore implements AnalyticsStore, AnalyticsFold, AnalyticsRecount {
  readonly #pool: Pool;

  constructor(pool: Pool) {
    this.#pool = pool;
  }

  async templates(
    ownerId: string,
    templateIds: readonly string[],
  ): Promise<ReadonlyMap<string, TemplateFigures>> {
    const possible = templateIds.filter(isUuid);
    if (possible.length === 0) return new Map();
    const rows = await this.#rows<TemplateFiguresRow>(templatesStatement, [ownerId, possible]);
    return new Map(rows.map((row) => [row.template_id, templateFiguresOf(row)]));
  }

  async topTemplates(
    ownerId: string,
    ranking: TemplateRanking,
    limit: number,
  ): Promise<readonly RankedTemplate[]> {
    const rows = await this.#rows<TemplateFiguresRow>(topTemplatesStatement(ranking), [ownerId, limit]);
    return rows.map((row) => ({ templateId: row.template_id, figures: templateFiguresOf(row) }));
  }

  async summary(ownerId: string, since: number): Promise<ExecutionSummary> {
    const [row] = await this.#rows<ExecutionSummary>(summaryStatement, [ownerId, new Date(since)]);
    if (!row) throw new Error('a statement without grouping gave no row');
    return row;
  }

  async totals(query: AnalyticsQuery): Promise<ExecutionFigures> {
    const [row] = await this.#figures(query, [], null);
    return row ? figuresOf(row) : noFigures;
  }

  async buckets(query: AnalyticsQuery): Promise<ReadonlyMap<number, ExecutionFigures>> {
    const rows = await this.#figures(query, ['bucket_at'], null);
    return new Map(rows.map((row) => [Date.parse(String(row.key[0])), figuresOf(row)]));
  }

  async groups(
    query: AnalyticsQuery,
    by: ExecutionDimension,
    limit: number,
  ): Promise<readonly ExecutionGroup[]> {
    return (await this.#figures(query, executionKeys[by], limit)).map((row) => executionGroupOf(by, row));
  }

  async calls(query: AnalyticsQuery, by: CallDimension, limit: number): Promise<readonly CallGroup[]> {
    if (!isAskable(query)) return [];
    const { text, values } = callsStatement(query, { columns: callKeys[by], limit });
    const rows = await this.#rows<CallsRow>(text, values);
    return rows.map((row) => callGroupOf(by, row.key, { calls: row.calls, ...amountsOfRow(row) }));
  }

  async failures(query: AnalyticsQuery, limit: number) {
    if (!isAskable(query)) return [];
    const { text, values } = failuresStatement(query, limit);
    return this.#rows<{ code: string; count: number }>(text, values);
  }

  async fold(limit: number): Promise<number> {
    return foldingAlone(this.#pool, async (client) => {
      if (!client) return 0;
      const { rows } = await client.query<{ folded: number }>(foldStatement, [limit]);
      return rows[0]?.folded ?? 0;
    });
  }

  async recount({ mend }: { readonly mend: boolean }): Promise<AnalyticsDrift> {
    return afterFolding(this.#pool, async (client) => {
      const { rows: templates } = await client.query<TemplateDrift>(driftStatement);
      const { rows: counts } = await client.query<{ count: number }>(rollUpDriftStatement);
      const rollUps = counts[0]?.count ?? 0;
      if (mend && templates.length > 0) await client.query(mendStatement);
      if (mend && rollUps > 0) {
        await client.query('delete from analytics_rollup');
        await client.query(rollAgainStatement);
      }
      return { templates, rollUps };
    });
  }

  async #figures(
    query: AnalyticsQuery,
    columns: readonly string[],
    limit: number | null,
  ): Promise<readonly FiguresRow[]> {
    if (!isAskable(query)) return [];
    const { text, values } = figuresStatement(query, { columns, limit });
    return this.#rows<FiguresRow>(text, values);
  }

  async #rows<Row extends object>(text: string, values: readonly unknown[]): Promise<readonly Row[]> {
    const { rows } = await asking(() => this.#pool.query<Row>(text, [...values]));
    return rows;
  }
}

/** The database refuses to look for an id that cannot be one. */
function isAskable({ definitionId, templateId }: AnalyticsQuery): boolean {
  return [definitionId, templateId].every((id) => id === null || isUuid(id));
}
