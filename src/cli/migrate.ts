/*
 * `npm run migrate`: brings the database of the environment to this version, as a start would, and stops.
 * `-- down` takes the last migration back, `-- status` lists them all.
 */
import { readConfig } from '../server/config.ts';
import { type Migrations, withMigrations } from '../server/migrate.ts';
import { createServerLog } from '../server/server-log.ts';
import { tellFailure } from './tell-failure.ts';

const commands: Readonly<Record<string, (migrations: Migrations) => Promise<string>>> = {
  up: async ({ up }) => {
    const applied = await up();
    return [...applied.map((name) => `applied ${name}`), 'The database is up to date.'].join('\n');
  },
  down: async ({ down }) => {
    const reverted = await down();
    return reverted === null ? 'No migration is applied.' : `took back ${reverted}`;
  },
  status: async ({ status }) =>
    (await status())
      .map(
        ({ name, appliedAt }) => `${name}  ${appliedAt === null ? 'not applied' : appliedAt.toISOString()}`,
      )
      .join('\n'),
};

const [name = 'up', ...rest] = process.argv.slice(2);
const command = Object.hasOwn(commands, name) && rest.length === 0 ? commands[name] : undefined;
if (!command) {
  process.stderr.write('Usage: npm run migrate [-- up | down | status]\n');
  process.exit(2);
}

const config = readConfig();
await withMigrations(config, createServerLog(config.LOG_LEVEL), command).then(
  (text) => process.stdout.write(`${text}\n`),
  tellFailure,
);
