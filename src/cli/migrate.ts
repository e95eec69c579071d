/*
 * `npm run migrate`: brings the database of the environment to this version, as a start would, and stops.
 * `-- down` takes the last migration back, `-- status` lists them all.
 */
import { readConfig } from '../server/config.ts';
import { type Migrations, withMigrations } from '../server/migrate.ts';
import { runProgram } from '../server/program/run-program.ts';
import { createServerLog } from '../server/server-log.ts';

const help = `Usage: npm run migrate [-- up | down | status]

  up      brings the database to this version, as a start does; the same without a word
  down    takes the last migration back; stop the servers first
  status  lists every migration, and since when it is applied

The database is that of DATABASE_URL, or the built-in one of CHATTER_DATA_DIR while no server runs on it.
`;

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

const program = {
  name: 'The migration',
  help,
  words: Object.keys(commands),
  whenStopped: 'what it had finished stays, and the next one goes on from there',
};

await runProgram(program, async ({ word }, leaving) => {
  const command = commands[word ?? 'up'];
  if (!command) throw new Error(`${word} was taken and is no command`);
  const config = readConfig();
  const text = await withMigrations({ config, log: createServerLog(config.LOG_LEVEL), leaving }, command);
  process.stdout.write(`${text}\n`);
});
