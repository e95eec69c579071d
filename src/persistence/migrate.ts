import { MikroORM } from '@mikro-orm/postgresql';
import { migrations } from '../../migrations/index.ts';
import { AppError } from '../kernel/index.ts';
import { ormOptions } from './orm-options.ts';

/** A number that nothing else locks. */
const lockKey = 1_667_785_076;

/**
 * Brings the database's schema up to date, in one transaction: all of it or nothing. Of several processes that start
 * together one does it while the others wait.
 *
 * @returns the names of the migrations it applied, in order
 * @throws `database/too-new` where a newer Chatter has migrated the database further than this one knows
 */
export async function migrateDatabase(url: string): Promise<readonly string[]> {
  const orm = await MikroORM.init(ormOptions(url));
  try {
    return await orm.em.fork().transactional(async (em) => {
      await em.execute(`select pg_advisory_xact_lock(${lockKey})`);
      await refuseNewerSchema(orm);
      const applied = await orm.migrator.up({ transaction: em.getTransactionContext() });
      return applied.map(({ name }) => name);
    });
  } finally {
    await orm.close();
  }
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
