export { PostgresAnalyticsStore } from './analytics-store/analytics-store.ts';
export { PostgresBlobs } from './blobs/postgres-blobs.ts';
export { PostgresEventLog } from './event-log/postgres-event-log.ts';
export { PostgresExecutionStore } from './execution-store/execution-store.ts';
export { type MigrationStatus, migrateBack, migrateDatabase, migrationStatus } from './migrate.ts';
export { type OpenDatabase, type OpenDatabaseOptions, openDatabase } from './open-database.ts';
export { openPool, type PoolOptions } from './open-pool.ts';
export { openExecutionRemoval, openStores, type Stores } from './stores/open-stores.ts';
export { unfit } from './unfit.ts';
