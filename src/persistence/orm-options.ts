import { Migrator } from '@mikro-orm/migrations';
import { defineConfig, type Options } from '@mikro-orm/postgresql';
import { migrations } from '../../migrations/index.ts';
import { sessionOptions } from './session-options.ts';
import { releaseLost } from './stores/release-lost.ts';
import { withoutLongWaits } from './without-long-waits.ts';

/** What a migration takes its time for, beside others: no limit of the user's ends it half-way. */
const unhurried = { statement_timeout: '0', lock_timeout: '0', idle_in_transaction_session_timeout: '0' };

/** How MikroORM is set up, for migrations and for its own command line alike. Connects to nothing. */
export function ormOptions(url: string): Options {
  return defineConfig({
    clientUrl: url,
    // Of the address itself, MikroORM reads no parameters: neither `sslmode` nor `application_name`.
    driverOptions: {
      connectionString: url,
      // What the caller sets, as to go back though something would be lost, comes last.
      options: `${sessionOptions(unhurried)} ${process.env.PGOPTIONS ?? ''}`,
      onPoolCreated: releaseLost,
    },
    entities: [],
    discovery: { warnWhenNoEntities: false },
    extensions: [Migrator],
    migrations: {
      migrationsList: migrations.map((migration) => ({
        name: migration.name,
        class: withoutLongWaits(migration),
      })),
      allOrNothing: false,
      silent: true,
      snapshot: false,
    },
  });
}
