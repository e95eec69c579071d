/* `npm run api-keys:create`: makes an API key and prints it, once. */
import { readConfig } from '../server/config.ts';
import { createApiKey } from '../server/create-api-key.ts';
import { UsageError } from '../server/program/read-arguments.ts';
import { runProgram } from '../server/program/run-program.ts';
import { createServerLog } from '../server/server-log.ts';

const help = `Usage: npm run api-keys:create -- --name NAME [--role admin | user] [--owner ID]

Makes an API key and prints it (with npm run --silent, nothing else). It is kept nowhere. From the first key on, every request needs one.

  --name NAME  what it is for, as lists of keys show it
  --role ROLE  admin, or user; admin where it is left out, as the first one must be
  --owner ID   whose it is; where it is left out, of the owner of what was made before there was a key

The database is that of DATABASE_URL, or the built-in one of CHATTER_DATA_DIR while no server runs on it.
`;

function roleOf(text: string): 'admin' | 'user' {
  if (text === 'admin' || text === 'user') return text;
  throw new UsageError(`--role must be admin or user, not "${text}"`);
}

const program = {
  name: 'Making the key',
  help,
  options: ['name', 'role', 'owner'],
  whenStopped: 'there may be a key that nobody knows: revoke it',
} as const;

await runProgram(program, async ({ options: { name, role = 'admin', owner = null } }, leaving) => {
  if (name === undefined) throw new UsageError('--name is missing');
  const input = { name, role: roleOf(role), ownerId: owner };
  const config = readConfig();
  const key = await createApiKey({ config, log: createServerLog(config.LOG_LEVEL), leaving }, input);
  process.stdout.write(`${key}\n`);
});
