import {
  openPool,
  openStores,
  PostgresAnalyticsStore,
  PostgresBlobs,
  PostgresEventLog,
  PostgresExecutionStore,
  PostgresReplayWindow,
} from '../persistence/index.ts';
import type { RuntimeOptions } from './runtime-options.ts';

export type Storage = Awaited<ReturnType<typeof openStorage>>;

/** Where a server keeps everything. Moving executions and counting for analytics have connections of their own. */
export async function openStorage({ url, dispatcher: jobs, secretKey, log }: RuntimeOptions) {
  const pools = {
    // What moves executions shares connections, of which it mostly needs one: the process behind it stays warm.
    worker: openPool({ url, size: 4, name: 'chatter-worker', log }),
    executions: openPool({ url, size: 8, name: 'chatter-executions', log }),
    analytics: openPool({ url, size: 4, name: 'chatter-analytics', log, planning: 'each-time' }),
  };
  const all = Object.values(pools);
  const reading = new PostgresEventLog({ pool: pools.executions, jobs });
  const blobs = new PostgresBlobs(pools.executions);
  const stores = await openStores({ url, pool: pools.executions, log: reading, blobs, secretKey });
  return {
    ...stores,
    moving: {
      log: new PostgresEventLog({ pool: pools.worker, jobs }),
      store: new PostgresExecutionStore({ pool: pools.worker, jobs }),
    },
    reading,
    store: new PostgresExecutionStore({ pool: pools.executions, jobs }),
    blobs,
    analytics: new PostgresAnalyticsStore(pools.analytics),
    replayWindow: new PostgresReplayWindow(pools.executions),
    gauges: {
      chatter_database_connections: () => sumOf(all.map((pool) => pool.totalCount)),
      chatter_database_waiting: () => sumOf(all.map((pool) => pool.waitingCount)),
    },
    isReady: (): Promise<boolean> =>
      pools.executions.query('select 1').then(
        () => true,
        () => false,
      ),
    close: async (): Promise<void> => {
      await stores.close();
      await Promise.all(all.map((pool) => pool.end()));
    },
  };
}

function sumOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, one) => sum + one, 0);
}
