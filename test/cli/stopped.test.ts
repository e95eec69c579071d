import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { migrations } from '../../migrations/index.ts';
import { findProcess } from '../../src/persistence/embedded/processes.ts';
import { openDatabase } from '../../src/persistence/open-database.ts';
import { startCommand } from '../support/command.ts';
import { createEmptyDatabase } from '../support/database.ts';
import { discardEmbedded } from '../support/database-discard.ts';
import { executeSql, withDatabase } from '../support/execute-sql.ts';
import { silentLog } from '../support/silent-log.ts';

let parent: string;
let folder: string;

beforeAll(async () => {
  parent = await mkdtemp(join(tmpdir(), 'chatter stopped '));
  folder = join(parent, 'data folder');
  const database = await openDatabase({ dataDirectory: folder, log: silentLog });
  await sleepAfter(database.url, 0);
  await database.stop();
});

afterAll(async () => {
  await discardEmbedded(folder);
  await rm(parent, { recursive: true, force: true });
});

/** Makes the migration sleep in its first change of the schema after so many migrations. */
async function sleepAfter(url: string, applied: number): Promise<void> {
  await executeSql(
    url,
    `create function sleep() returns event_trigger language plpgsql as $$
      declare applied int := 0;
      begin
        if to_regclass('mikro_orm_migrations') is not null then
          select count(*) into applied from mikro_orm_migrations;
        end if;
        if applied >= ${applied} then perform pg_sleep(3600); end if;
      end $$`,
  );
  await executeSql(url, 'create event trigger asleep on ddl_command_start execute function sleep()');
}

const sleepers =
  "select pid from pg_stat_activity where wait_event = 'PgSleep' and datname = current_database()";

async function untilAsleep(urlOf: () => Promise<string>): Promise<void> {
  const asleep = async () => (await executeSql(await urlOf(), sleepers)).length > 0;
  await vi.waitUntil(() => asleep().catch(() => false), { timeout: 90_000, interval: 20 });
}

async function urlOfFolder(): Promise<string> {
  const { password, port } = JSON.parse(await readFile(join(folder, 'postgres.json'), 'utf8'));
  return `postgresql://postgres:${password}@127.0.0.1:${port}/chatter`;
}

async function postmaster(): Promise<number> {
  return Number((await readFile(join(folder, 'postgres/postmaster.pid'), 'utf8')).split('\n')[0]);
}

it.each([
  ['migrate', [], 'SIGINT', 130, 'The migration was stopped by Ctrl-C (SIGINT); '],
  ['migrate', [], 'SIGTERM', 143, 'The migration was stopped by SIGTERM; '],
  ['migrate', [], 'SIGHUP', 129, 'The migration was stopped by the end of its terminal (SIGHUP); '],
  ['recount-analytics', [], 'SIGINT', 130, 'The recount was stopped by Ctrl-C (SIGINT); '],
  ['prune-executions', ['--keep-per-owner', '1'], 'SIGTERM', 143, 'The removal was stopped by SIGTERM; '],
] as const)('%s %j ends its database on %s, says so in one line, and exits with %i', async (...row) => {
  const [name, args, signal, code, words] = row;
  const command = startCommand(name, args, { CHATTER_DATA_DIR: folder });
  await untilAsleep(urlOfFolder);
  const pid = await postmaster();
  command.process.kill(signal);
  const { text, ...ended } = await command.ended;
  expect(ended).toEqual({ code });
  expect(text.startsWith(words)).toBe(true);
  expect(text.trimEnd().split('\n')).toHaveLength(1);
  expect(await findProcess(pid)).toBeUndefined();
  expect(existsSync(join(folder, 'owner.json'))).toBe(false);
});

it('a second Ctrl-C does not wait, and the database ends all the same', async () => {
  const command = startCommand('migrate', [], { CHATTER_DATA_DIR: folder });
  await untilAsleep(urlOfFolder);
  const pid = await postmaster();
  // While the postmaster is stopped, it does not follow the first.
  process.kill(pid, 'SIGSTOP');
  command.process.kill('SIGINT');
  const isOver = () => {
    command.process.kill('SIGINT');
    return command.process.exitCode !== null;
  };
  await vi.waitUntil(isOver, { timeout: 30_000 });
  process.kill(pid, 'SIGCONT');
  expect(await command.ended).toEqual({ code: 130, text: '' });
  await vi.waitUntil(async () => (await findProcess(pid)) === undefined, { timeout: 60_000 });
});

it('a command ends what it does on a server of others, which goes on, and keeps what was committed', async () => {
  const database = await createEmptyDatabase();
  await sleepAfter(database.url, 2);
  const command = startCommand('migrate', [], { DATABASE_URL: database.url });
  await untilAsleep(async () => database.url);
  command.process.kill('SIGINT');
  expect((await command.ended).code).toBe(130);
  const others =
    'select pid from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()';
  await vi.waitUntil(async () => (await executeSql(database.url, others)).length === 0, { timeout: 30_000 });

  await executeSql(database.url, 'drop event trigger asleep');
  const names = migrations.map(({ name }) => name);
  const applied = await executeSql(database.url, 'select name from mikro_orm_migrations order by id');
  expect(applied.map(({ name }) => name)).toEqual(names.slice(0, 2));
  const { text } = await startCommand('migrate', [], { DATABASE_URL: database.url }).ended;
  expect(text).toContain(
    names
      .slice(2)
      .map((name) => `applied ${name}`)
      .join('\n'),
  );
  await database.drop();
});

it('a command whose session somebody else ends says in one line that the database does not answer', async () => {
  const database = await createEmptyDatabase();
  await sleepAfter(database.url, 0);
  const command = startCommand('migrate', [], { DATABASE_URL: database.url });
  await untilAsleep(async () => database.url);
  await executeSql(database.url, `select pg_terminate_backend(pid) from (${sleepers}) sleeper`);
  expect(await command.ended).toEqual({
    code: 1,
    text: 'The migration stopped: the database does not answer: try again (database/unavailable)\n',
  });
  await database.drop();
});

it('a command that finds the folder of a living owner leaves his database alone', async () => {
  const other = join(parent, 'of a server');
  const owner = await openDatabase({ dataDirectory: other, log: silentLog });
  const refused = await startCommand('migrate', [], { CHATTER_DATA_DIR: other }).ended;
  expect(refused).toEqual({
    code: 1,
    text: expect.stringMatching(/^The migration stopped: .*\(database\/folder-in-use\)\n$/),
  });

  await sleepAfter(owner.url, 0);
  const command = startCommand('migrate', [], { DATABASE_URL: owner.url });
  await untilAsleep(async () => owner.url);
  command.process.kill('SIGTERM');
  expect((await command.ended).code).toBe(143);
  expect(await executeSql(withDatabase(owner.url, 'postgres'), 'select 1 as answer')).toEqual([
    { answer: 1 },
  ]);
  await owner.stop();
  await discardEmbedded(other);
});
