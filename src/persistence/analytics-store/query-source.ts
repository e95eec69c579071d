import type { AnalyticsQuery } from '../../runtime/ports/analytics-store.ts';
import { amountColumns, amountsOf, each, placeColumns, sumColumns, sumsOfEntry } from './entry-facts.ts';
import { histogramColumns, histogramsOfEntry } from './histogram-columns.ts';
import { levelWith } from './levels.ts';
import { type RollUpGrain, type Stretch, stretchesOf } from './stretches.ts';

/** Rows that a statement reads from, with the values of its parameters. */
export interface Facts {
  readonly text: string;
  readonly values: unknown[];
}

/**
 * The roll-ups of a query, and the entries that none holds yet, or, where roll-ups are too coarse, all of them: so what
 * is read is exact at any moment. `columns` are those that are grouped by.
 */
export function executionFacts(query: AnalyticsQuery, columns: readonly string[]): Facts {
  const source = new QuerySource(query);
  const level = levelWith([...columns, ...source.columns]);
  const rollUps = source.rollUps(columns.includes('bucket_at')).map(
    (where) => `select e.bucket_at,
        ${each(`${placeColumns}, status, error_code, ${sumColumns}, ${histogramColumns}`, (name) => `e.${name}`)}
      from analytics_rollup e where e.level = '${level}' and ${where}`,
  );
  const entries = source.entries().map(
    (where) => `select date_trunc('${query.grain}', e.ended_at, 'UTC') as bucket_at,
        ${each(placeColumns, (name) => `e.${name}`)}, e.status, e.error_code, ${sumsOfEntry('e')}, ${histogramsOfEntry('e')}
      from analytics_entry e where ${where}`,
  );
  return { text: [...rollUps, ...entries].join(' union all '), values: source.values };
}

/** The same of calls. */
export function callFacts(query: AnalyticsQuery): Facts {
  const source = new QuerySource(query);
  const rollUps = source.rollUps(false).map(
    (
      where,
    ) => `select ${each(`${placeColumns}, node_id, provider, model, calls, ${amountColumns}`, (name) => `e.${name}`)}
      from analytics_call_rollup e where ${where}`,
  );
  const entries = source.entries().map(
    (where) => `select ${each(placeColumns, (name) => `e.${name}`)},
        regexp_replace(u.path, '^.*/', '') as node_id, u.provider, u.model, 1 as calls, ${amountsOf('u')}
      from analytics_entry e join usage_entry u on u.execution_id = e.execution_id where ${where}`,
  );
  return { text: [...rollUps, ...entries].join(' union all '), values: source.values };
}

/** Conditions on the rows `e` of a table that a query is about. */
class QuerySource {
  readonly values: unknown[] = [];
  /** Those that are filtered by. */
  readonly columns: readonly string[];
  readonly #query: AnalyticsQuery;
  readonly #filters: readonly string[];

  constructor(query: AnalyticsQuery) {
    this.#query = query;
    const filters = [
      { column: 'owner_id', value: query.ownerId, write: (n: string) => `= ${n}::uuid` },
      { column: 'workflow_type', value: query.types, write: (n: string) => `= any (${n}::text[])` },
      { column: 'definition_id', value: query.definitionId, write: (n: string) => `= ${n}::uuid` },
      { column: 'definition_version', value: query.definitionVersion, write: (n: string) => `= ${n}::int` },
      { column: 'template_id', value: query.templateId, write: (n: string) => `= ${n}::uuid` },
    ].filter(({ value }) => value !== null);
    this.columns = filters.map(({ column }) => column);
    this.#filters = filters.map(({ column, value, write }) => `e.${column} ${write(this.#parameter(value))}`);
  }

  /** The roll-ups that make up the span; those of the buckets themselves where each bucket is asked for. */
  rollUps(byBucket: boolean): readonly string[] {
    const { grain, from, to } = this.#query;
    if (!isRolledUp(grain)) return [];
    const whole: Stretch = { grain, from, to };
    return (byBucket ? [whole] : stretchesOf(whole)).map((stretch) =>
      this.#where(`e.grain = '${stretch.grain}'`, this.#within('e.bucket_at', stretch)),
    );
  }

  entries(): readonly string[] {
    const { grain, ownerId, from, to } = this.#query;
    const within = this.#within('e.ended_at', { from, to });
    if (isRolledUp(grain)) return [this.#where(within, 'not e.folded')];
    if (ownerId !== null) return [this.#where(within)];
    // Entries are found by owner and time. Whose any are there, the roll-ups of the hours tell.
    const hours = { from: Math.floor(from / 3_600_000) * 3_600_000, to };
    const owners = `select r.owner_id from analytics_rollup r
      where r.grain = 'hour' and r.level = 'owner' and ${this.#within('r.bucket_at', hours)}`;
    return [
      this.#where(within, 'not e.folded'),
      this.#where(within, 'e.folded', `e.owner_id in (${owners})`),
    ];
  }

  #where(...conditions: readonly string[]): string {
    return [...conditions, ...this.#filters].join(' and ');
  }

  #within(time: string, { from, to }: { readonly from: number; readonly to: number }): string {
    const [start, end] = [this.#parameter(new Date(from)), this.#parameter(new Date(to))];
    return `${time} >= ${start}::timestamptz and ${time} < ${end}::timestamptz`;
  }

  #parameter(value: unknown): string {
    this.values.push(value);
    return `$${this.values.length}`;
  }
}

/** Whether roll-ups are as fine as this. Otherwise entries are read themselves. */
function isRolledUp(grain: AnalyticsQuery['grain']): grain is RollUpGrain & AnalyticsQuery['grain'] {
  return grain === 'hour' || grain === 'day';
}
