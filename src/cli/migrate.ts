/* `npm run migrate`: brings the database of the environment to this version, as a start would, and stops. */
import { AppError } from '../kernel/index.ts';
import { readConfig } from '../server/config.ts';
import { migrate } from '../server/migrate.ts';
import { createServerLog } from '../server/server-log.ts';

const config = readConfig();
await migrate(config, createServerLog(config.LOG_LEVEL)).then(
  () => process.stdout.write('The database is up to date.\n'),
  (error: unknown) => {
    process.stderr.write(`${AppError.is(error) ? `${error.message} (${error.code})` : String(error)}\n`);
    process.exitCode = 1;
  },
);
