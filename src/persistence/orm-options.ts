import { Migrator } from '@mikro-orm/migrations';
import { defineConfig, type Options } from '@mikro-orm/postgresql';
import { migrations } from '../../migrations/index.ts';
import { withoutLongWaits } from './without-long-waits.ts';

/** How MikroORM is set up, for the server and for its own command line alike. Connects to nothing. */
export function ormOptions(url: string): Options {
  return defineConfig({
    clientUrl: url,
    // Of the address itself, MikroORM reads no parameters: neither `sslmode` nor `application_name`.
    driverOptions: { connectionString: url },
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
