export { PostgresEventLog } from './event-log/postgres-event-log.ts';
export { migrateDatabase } from './migrate.ts';
export { type OpenDatabase, type OpenDatabaseOptions, openDatabase } from './open-database.ts';
export { openPool, type PoolOptions } from './open-pool.ts';
