import { Migrator } from '@mikro-orm/migrations';
import { defineConfig, type Options } from '@mikro-orm/postgresql';
import type { ClientBase } from 'pg';
import { migrations } from '../../migrations/index.ts';
import { releaseLost } from './stores/release-lost.ts';
import { withoutLongWaits } from './without-long-waits.ts';

/** A migration takes its time, beside others: no limit of the user's ends it half-way. */
const unhurried = `set statement_timeout = 0; set lock_timeout = 0; set idle_in_transaction_session_timeout = 0;
  set default_transaction_isolation = 'read committed'; set datestyle = 'ISO'`;

/** How MikroORM is set up, for migrations and for its own command line alike. Connects to nothing. */
export function ormOptions(url: string): Options {
  return defineConfig({
    clientUrl: url,
    // Of the address itself, MikroORM reads no parameters: neither `sslmode` nor `application_name`.
    driverOptions: {
      connectionString: url,
      application_name: 'chatter-migrations',
      // Not by the options of the connection: those are the caller's, who may want to lose something.
      onConnect: (client: ClientBase) => client.query(unhurried),
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
