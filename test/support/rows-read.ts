import type { Pool } from 'pg';
import type { ListStatement } from '../../src/persistence/stores/execution-list.ts';

interface Plan {
  readonly 'Node Type': string;
  readonly 'Actual Rows': number;
  readonly 'Actual Loops': number;
  readonly 'Rows Removed by Filter'?: number;
  readonly 'Rows Removed by Index Recheck'?: number;
  readonly Plans?: readonly Plan[];
}

/** Rows that the statement reads from tables and indexes, those that it then passes included. */
export async function rowsRead(pool: Pool, { text, values }: ListStatement): Promise<number> {
  const { rows } = await pool.query<{ 'QUERY PLAN': readonly { readonly Plan: Plan }[] }>(
    `explain (analyze, timing off, format json) ${numbered(text)}`,
    [...values],
  );
  return readBy(rows[0]?.['QUERY PLAN'][0]?.Plan);
}

/** Rows that the statement gives. */
export async function rowsGiven<Row extends object>(
  pool: Pool,
  { text, values }: ListStatement,
): Promise<readonly Row[]> {
  return (await pool.query<Row>(numbered(text), [...values])).rows;
}

function numbered(text: string): string {
  let place = 0;
  return text.replaceAll('?', () => {
    place += 1;
    return `$${place}`;
  });
}

function readBy(plan: Plan | undefined): number {
  if (!plan) throw new Error('there is no plan');
  const below = (plan.Plans ?? []).reduce((sum, one) => sum + readBy(one), 0);
  if (!/Scan$/.test(plan['Node Type']) || plan['Node Type'] === 'Subquery Scan') return below;
  const rechecked = plan['Rows Removed by Index Recheck'] ?? 0;
  // The rows of a bitmap have been counted where an index gave them.
  if (plan['Node Type'] === 'Bitmap Heap Scan') return below + rechecked * plan['Actual Loops'];
  const passed = (plan['Rows Removed by Filter'] ?? 0) + rechecked;
  return below + (plan['Actual Rows'] + passed) * plan['Actual Loops'];
}
