import { setTimeout } from 'node:timers/promises';
import { DriverException, MikroORM } from '@mikro-orm/postgresql';
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

/** So long, locks are asked for that somebody else holds. */
const patienceMs = 60_000;

/**
 * Brings the database's schema up to date, one migration after the other. One that fails leaves nothing, or can begin
 * again; those before it stay, and the next start goes on with it. Of several processes that start together one does it
 * while the others wait.
 *
 * @returns the names of the migrations it applied, in order
 * @throws AppError `database/too-new` where a newer Chatter has migrated the database further than this one knows;
 *   `database/locked` where others hold what it needs
 */
export function migrateDatabase(url: string, patience = patienceMs): Promise<readonly string[]> {
  return migrating(url, async ({ migrator }) => {
    const pending = (await migrator.getPending()).map(({ name }) => name);
    for (const name of pending) await patiently(() => migrator.up({ to: name }), { name, patience });
    return pending;
  });
}

/**
 * Takes the migration back that was applied last: no server may run on the database.
 *
 * @returns its name; null where none is applied
 * @throws AppError `database/too-new`; `database/would-lose` where rows would be lost, and it was not told to go on;
 *   `database/locked`
 */
export function migrateBack(url: string, patience = patienceMs): Promise<string | null> {
  return migrating(url, async ({ migrator }) => {
    const name = (await migrator.getExecuted()).at(-1)?.name ?? null;
    if (name === null) return null;
    try {
      await patiently(() => migrator.down(), { name, patience });
      return name;
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

async function migrating<T>(url: string, work: (orm: MikroORM) => Promise<T>): Promise<T> {
  const orm = await MikroORM.init(ormOptions(url));
  try {
    return await alone(orm, async () => {
      await refuseNewerSchema(orm);
      return work(orm);
    });
  } finally {
    await orm.close();
  }
}

/** By asking, in a transaction each time: building an index beside others waits for the end of all that have begun. */
async function alone<T>(orm: MikroORM, work: () => Promise<T>): Promise<T> {
  for (;;) {
    const done = await orm.em.fork().transactional(async (em) => {
      const statement = `select pg_try_advisory_xact_lock(${lockKey}) as alone`;
      const [row] = await em.execute<{ alone: boolean }[]>(statement);
      return row?.alone ? { result: await work() } : null;
    });
    if (done) return done.result;
    await setTimeout(100);
  }
}

interface Patience {
  readonly name: string;
  readonly patience: number;
}

/** Migrations do not wait for locks, others would wait behind them: what somebody holds is asked for again. */
async function patiently(work: () => Promise<unknown>, { name, patience }: Patience): Promise<void> {
  const until = performance.now() + patience;
  for (;;) {
    try {
      await work();
      return;
    } catch (cause) {
      if (!(cause instanceof DriverException) || cause.code !== lockNotAvailable) throw cause;
      if (performance.now() >= until) throw locked(name, cause);
      await setTimeout(100);
    }
  }
}

const lockNotAvailable = '55P03';

function locked(name: string, cause: Error): AppError {
  const message = `others hold what ${name} needs: end their long transactions (pg_stat_activity shows them) and start again`;
  return new AppError('database/locked', message, { retryable: true, cause });
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
