import { DriverException, type EntityManager, MikroORM } from '@mikro-orm/postgresql';
import { migrations } from '../../migrations/index.ts';
import { AppError } from '../kernel/index.ts';
import { ormOptions } from './orm-options.ts';

/** A number that nothing else locks. */
const lockKey = 1_667_785_076;

/** A migration, and since when it is applied; null: it is not. */
export interface MigrationStatus {
  readonly name: string;
  readonly appliedAt: Date | null;
}

/**
 * Brings the database's schema up to date, each migration in a transaction of its own: one that fails leaves nothing,
 * those before it stay, and the next start goes on with it. Of several processes that start together one does it while
 * the others wait.
 *
 * @returns the names of the migrations it applied, in order
 * @throws AppError `database/too-new` where a newer Chatter has migrated the database further than this one knows
 */
export function migrateDatabase(url: string): Promise<readonly string[]> {
  return migrating(url, async ({ migrator, em }) => {
    const pending = (await migrator.getPending()).map(({ name }) => name);
    for (const name of pending) {
      await em
        .fork()
        .transactional((own) => migrator.up({ to: name, transaction: own.getTransactionContext() }));
    }
    return pending;
  });
}

/**
 * Takes the migration back that was applied last, in one transaction: no server may run on the database.
 *
 * @returns its name; null where none is applied
 * @throws AppError `database/too-new`; `database/would-lose` where rows would be lost, and it was not told to go on
 */
export function migrateBack(url: string): Promise<string | null> {
  return migrating(url, async ({ migrator }, em) => {
    try {
      const [reverted] = await migrator.down({ transaction: em.getTransactionContext() });
      return reverted?.name ?? null;
    } catch (error) {
      throw refusalOf(error) ?? error;
    }
  });
}

/** Every migration that this version knows, in order. @throws AppError `database/too-new` */
export function migrationStatus(url: string): Promise<readonly MigrationStatus[]> {
  return migrating(url, async ({ migrator }) => {
    const applied = new Map((await migrator.getExecuted()).map((one) => [one.name, one.executed_at]));
    return migrations.map(({ name }) => ({ name, appliedAt: applied.get(name) ?? null }));
  });
}

async function migrating<T>(url: string, work: (orm: MikroORM, em: EntityManager) => Promise<T>): Promise<T> {
  const orm = await MikroORM.init(ormOptions(url));
  try {
    return await orm.em.fork().transactional(async (em) => {
      await em.execute(`select pg_advisory_xact_lock(${lockKey})`);
      await refuseNewerSchema(orm);
      return work(orm, em);
    });
  } finally {
    await orm.close();
  }
}

/** What a migration raises that would lose something. */
const raised = 'P0001';

function refusalOf(error: unknown): AppError | null {
  if (!(error instanceof DriverException) || error.code !== raised) return null;
  const [reason = ''] = error.message.split('\n');
  return new AppError('database/would-lose', reason, { cause: error });
}

async function refuseNewerSchema({ migrator }: MikroORM): Promise<void> {
  const known = new Set<string>(migrations.map(({ name }) => name));
  const unknown = (await migrator.getExecuted()).map(({ name }) => name).filter((name) => !known.has(name));
  if (unknown.length === 0) return;
  throw new AppError(
    'database/too-new',
    `a newer Chatter has migrated this database (${unknown.join(', ')}): run that version, or restore the backup made before`,
    { details: { unknown } },
  );
}
