import type { Pool } from 'pg';
import { PostgresAnalyticsStore, PostgresBlobs } from '../../../src/persistence/index.ts';
import { openStores, type Stores } from '../../../src/persistence/stores/open-stores.ts';
import { createTestDatabase } from '../../support/database.ts';
import { executeSql } from '../../support/execute-sql.ts';
import { MemoryEventLog } from '../../support/memory-event-log.ts';
import { openTestPool } from '../../support/test-pool.ts';

export interface StoresUnderTest extends Stores {
  readonly url: string;
  readonly log: MemoryEventLog;
  readonly analytics: PostgresAnalyticsStore;
  readonly blobs: PostgresBlobs;
  readonly pool: Pool;
  sql<Row extends Record<string, unknown>>(
    text: string,
    ...values: readonly unknown[]
  ): Promise<readonly Row[]>;
}

/** The stores on a migrated database of their own. Closing them drops it. */
export async function openStoresUnderTest(): Promise<StoresUnderTest> {
  const database = await createTestDatabase();
  const log = new MemoryEventLog();
  const pool = openTestPool(database.url, 4);
  const blobs = new PostgresBlobs(pool);
  const stores = await openStores({ url: database.url, pool, log, blobs, secretKey: Buffer.alloc(32, 7) });
  return {
    ...stores,
    blobs,
    pool,
    url: database.url,
    log,
    analytics: new PostgresAnalyticsStore(pool),
    sql: (text, ...values) => executeSql(database.url, text, values),
    close: async () => {
      await stores.close();
      await pool.end();
      await database.drop();
    },
  };
}

/** Texts that are no ids, however a client came by them. */
export const malformedIds = [
  '',
  '42',
  'not-a-uuid',
  '\0',
  "'; drop table workflow_definition; --",
  'é'.repeat(36),
];

/** Walks a list page by page; `meanwhile` runs between two pages. */
export async function walk<T extends { readonly id: string }>(
  page: (after: string | null) => Promise<{ readonly items: readonly T[]; readonly hasNextPage: boolean }>,
  meanwhile: () => Promise<unknown> = async () => undefined,
): Promise<readonly string[]> {
  const seen: string[] = [];
  for (let after: string | null = null; ; ) {
    const { items, hasNextPage } = await page(after);
    seen.push(...items.map(({ id }) => id));
    if (!hasNextPage) return seen;
    after = seen.at(-1) ?? null;
    await meanwhile();
  }
}
