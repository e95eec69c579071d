import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chown, mkdir, readdir, readFile, realpath, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { ownFolder } from '../../src/persistence/embedded/folder-owner.ts';
import { openEmbedded } from '../../src/persistence/embedded/index.ts';
import { findProcess } from '../../src/persistence/embedded/processes.ts';
import { openDatabase } from '../../src/persistence/open-database.ts';
import { createTestDatabase } from '../support/database.ts';
import { discardEmbedded } from '../support/database-discard.ts';
import { type DatabaseOwner, startDatabaseOwner } from '../support/database-owner.ts';
import { executeSql } from '../support/execute-sql.ts';
import { imitatePostgres } from '../support/postgres-imitation.ts';
import { silentLog } from '../support/silent-log.ts';

const seed = join(tmpdir(), `chatter-test-${randomUUID()}`);
const folders: string[] = [];
const owners: DatabaseOwner[] = [];

/** A folder that does not exist yet. Its path has spaces in it, always. */
function newFolder(): string {
  const folder = join(tmpdir(), `chatter-test-${randomUUID()} with spaces`);
  folders.push(folder);
  return folder;
}

/** A folder with a cluster in it, stopped: a copy of one, since `initdb` takes ten times as long. */
async function madeFolder(): Promise<string> {
  const folder = newFolder();
  await promisify(execFile)('cp', ['-a', seed, folder]);
  return folder;
}

const isRoot = process.getuid?.() === 0;
const nobody = { uid: 65_534, gid: 65_534 };

function startOwner(dataDirectory: string, user = {}): DatabaseOwner {
  const owner = startDatabaseOwner(dataDirectory, user);
  owners.push(owner);
  return owner;
}

const open = (dataDirectory: string) => openDatabase({ dataDirectory, log: silentLog });

async function postmasterPid(dataDirectory: string): Promise<number> {
  return Number((await readFile(join(dataDirectory, 'postgres', 'postmaster.pid'), 'utf8')).split('\n')[0]);
}

async function writeNote(url: unknown, text: string): Promise<void> {
  await executeSql(String(url), 'create table note (text text)');
  await executeSql(String(url), 'insert into note values ($1)', [text]);
}

const readNotes = (url: string) => executeSql(url, 'select text from note');

/** An owner that wrote a note and was killed, with its PostgreSQL still running. */
async function killedOwner(dataDirectory: string, note: string): Promise<{ postmaster: number }> {
  const owner = startOwner(dataDirectory);
  const { url } = await owner.nextLine();
  await writeNote(url, note);
  owner.kill('SIGKILL');
  await owner.ended;
  return { postmaster: await postmasterPid(dataDirectory) };
}

beforeAll(async () => (await open(seed)).stop());
afterAll(() => discardEmbedded(seed));

afterEach(async () => {
  for (const owner of owners.splice(0)) {
    owner.kill('SIGKILL');
    await owner.ended;
  }
  for (const folder of folders.splice(0)) if (existsSync(folder)) await discardEmbedded(folder);
});

describe('the embedded PostgreSQL', () => {
  it('makes a cluster in a new folder, answers, keeps its data for the next start, and leaves no process', async () => {
    const folder = newFolder();
    const first = await open(folder);
    expect(await executeSql(first.url, 'select version()')).toEqual([
      { version: expect.stringContaining('PostgreSQL 18') },
    ]);
    await writeNote(first.url, 'kept');
    const pid = await postmasterPid(folder);
    await first.stop();
    await first.stop();
    expect(await findProcess(pid)).toBeUndefined();
    expect((await readdir(folder)).sort()).toEqual(['postgres', 'postgres.json', 'postgres.log']);

    const second = await open(folder);
    expect(second.url).toBe(first.url);
    expect(await readNotes(second.url)).toEqual([{ text: 'kept' }]);
    await second.stop();
  });

  it('listens where no connection that goes out can take its place while it is away', async () => {
    const server = await openEmbedded({ dataDirectory: await madeFolder(), log: silentLog });
    expect(Number(new URL(server.url).port)).toBeLessThan(32_768);
    await server.stop();
  });

  it('runs durable, on the loopback address only, with statement statistics and a password', async () => {
    const server = await openEmbedded({ dataDirectory: await madeFolder(), log: silentLog });
    const settings = await executeSql(
      server.url,
      `select name, setting from pg_settings where name = any($1) order by name`,
      [
        [
          'fsync',
          'synchronous_commit',
          'full_page_writes',
          'listen_addresses',
          'unix_socket_directories',
          'shared_preload_libraries',
        ],
      ],
    );
    expect(settings.map(({ name, setting }) => `${name}=${setting}`)).toEqual([
      'fsync=on',
      'full_page_writes=on',
      'listen_addresses=127.0.0.1',
      'shared_preload_libraries=pg_stat_statements',
      'synchronous_commit=on',
      'unix_socket_directories=',
    ]);
    const stranger = new URL(server.url);
    stranger.password = 'guess';
    await expect(executeSql(stranger.href, 'select 1')).rejects.toThrow('password authentication failed');
    await server.stop();
  });

  it('refuses a second server on the folder at once, and names the process that owns it', async () => {
    const folder = await madeFolder();
    const owner = startOwner(folder);
    await owner.nextLine();
    await expect(open(folder)).rejects.toMatchObject({
      code: 'database/folder-in-use',
      message: expect.stringContaining(`process ${owner.pid}`),
    });
  });

  it('lets exactly one of many servers that start at once take a folder whose owner is dead', async () => {
    const folder = await madeFolder();
    await killedOwner(folder, 'kept');
    const attempts = await Promise.allSettled(Array.from({ length: 5 }, () => open(folder)));
    const opened = attempts.filter((attempt) => attempt.status === 'fulfilled');
    expect(opened).toHaveLength(1);
    await Promise.all(opened.map(({ value }) => value.stop()));
  });

  it('replaces the server of a killed owner: its data stays, its sessions and what they were doing do not', async () => {
    const folder = await madeFolder();
    const { postmaster } = await killedOwner(folder, 'kept');
    const { password, port } = JSON.parse(await readFile(join(folder, 'postgres.json'), 'utf8'));
    const leftover = new Client({ host: '127.0.0.1', port, user: 'postgres', password, database: 'chatter' });
    const cut = new Promise((resolve) => leftover.on('error', resolve));
    await leftover.connect();
    await leftover.query(`begin; insert into note values ('late')`);

    const next = await open(folder);
    await cut;
    expect(await findProcess(postmaster)).toBeUndefined();
    expect(next.formerOwnersDead).toBe(true);
    expect(await readNotes(next.url)).toEqual([{ text: 'kept' }]);
    await next.stop();
  });

  it('comes back by itself, at the same address, where somebody kills it', async () => {
    const folder = await madeFolder();
    const database = await open(folder);
    await writeNote(database.url, 'kept');
    const killed = await postmasterPid(folder);
    process.kill(killed, 'SIGKILL');
    const notes = () => readNotes(database.url).catch(() => undefined);
    await vi.waitUntil(async () => (await findProcess(killed)) === undefined, { timeout: 30_000 });
    expect(await vi.waitUntil(notes, { timeout: 30_000 })).toEqual([{ text: 'kept' }]);
    const pid = await postmasterPid(folder);
    await database.stop();
    expect(await findProcess(pid)).toBeUndefined();
  });

  it('stops for good, also while it is coming back', async () => {
    const folder = await madeFolder();
    const ended = Promise.withResolvers<void>();
    const error = (message: string) => {
      if (message === 'PostgreSQL ended by itself') ended.resolve();
    };
    const database = await openDatabase({ dataDirectory: folder, log: { ...silentLog, error } });
    process.kill(await postmasterPid(folder), 'SIGKILL');
    await ended.promise;
    await database.stop();
    await (await open(folder)).stop();
  });

  it('starts again where the server was killed with its owner, though its pid is in use by now', async () => {
    const folder = await madeFolder();
    const { postmaster } = await killedOwner(folder, 'kept');
    process.kill(postmaster, 'SIGKILL');
    await vi.waitUntil(async () => (await findProcess(postmaster)) === undefined, { timeout: 30_000 });
    const pidFile = join(folder, 'postgres', 'postmaster.pid');
    const lines = (await readFile(pidFile, 'utf8')).split('\n');
    await writeFile(pidFile, [process.ppid, ...lines.slice(1)].join('\n'));

    const next = await open(folder);
    expect(await readNotes(next.url)).toEqual([{ text: 'kept' }]);
    await next.stop();
  });

  it('outlives a Ctrl-C at the terminal until the server has finished with it', async () => {
    const folder = await madeFolder();
    const owner = startOwner(folder);
    await owner.nextLine();
    const pid = await postmasterPid(folder);
    owner.interruptGroup();
    expect(await owner.nextLine()).toEqual({ answer: 1 });
    await owner.ended;
    expect(await findProcess(pid)).toBeUndefined();
  });

  it('begins again where its owner was killed while it made the cluster', async () => {
    const folder = newFolder();
    const owner = startOwner(folder);
    const isDraft = (name: string) => name.startsWith('postgres.new-');
    const drafted = async () => (await readdir(folder).catch(() => [])).some(isDraft);
    await vi.waitUntil(drafted, { interval: 5, timeout: 30_000 });
    owner.kill('SIGKILL');
    await owner.ended;
    expect(existsSync(join(folder, 'postgres'))).toBe(false);

    const next = await open(folder);
    expect(await executeSql(next.url, 'select 1 as answer')).toEqual([{ answer: 1 }]);
    await next.stop();
  });

  it('takes a folder over whose owner had a pid that another process has now', async () => {
    const folder = newFolder();
    await mkdir(folder, { mode: 0o755 });
    await writeFile(join(folder, 'owner.json'), JSON.stringify({ pid: process.pid, startTime: 'long ago' }));
    const ownership = await ownFolder(folder);
    await expect(ownFolder(folder)).rejects.toMatchObject({ code: 'database/folder-in-use' });
    await ownership.release();
    await (await ownFolder(folder)).release();
  });

  it.runIf(isRoot)('runs for an ordinary user in a folder of his own', async () => {
    const home = newFolder();
    await mkdir(home);
    await chown(home, nobody.uid, nobody.gid);
    for (let start = 0; start < 2; start += 1) {
      const owner = startOwner(join(home, '.chatter'), nobody);
      const { url } = await owner.nextLine();
      expect(await executeSql(String(url), 'select 1 as answer')).toEqual([{ answer: 1 }]);
      const { uid } = await stat(join(home, '.chatter', 'postgres'));
      expect(uid).toBe(nobody.uid);
      owner.interruptGroup();
      await owner.ended;
    }
    await discardEmbedded(join(home, '.chatter'));
  });

  it.runIf(isRoot)(
    'keeps the data where PostgreSQL can reach it, for root below a folder of mode 700',
    async () => {
      const home = newFolder();
      await mkdir(home, { mode: 0o700 });
      const folder = join(home, '.chatter');
      const first = await open(folder);
      await writeNote(first.url, 'kept');
      await first.stop();
      expect(dirname(dirname(await realpath(join(folder, 'postgres'))))).toBe('/var/lib/chatter');
      const second = await open(folder);
      expect(await readNotes(second.url)).toEqual([{ text: 'kept' }]);
      await second.stop();
      await discardEmbedded(folder);
    },
  );

  it.runIf(isRoot)("says whose files are in the way where they are another user's", async () => {
    const folder = await madeFolder();
    await chown(folder, nobody.uid, nobody.gid);
    const owner = startOwner(folder, nobody);
    expect(await owner.nextLine()).toMatchObject({
      code: 'database/unavailable',
      message: expect.stringContaining('postgres.json'),
    });
  });

  it('says what PostgreSQL said where it does not start, and gives the folder up', async () => {
    const folder = await madeFolder();
    await writeFile(join(folder, 'postgres', 'PG_VERSION'), '9.6\n');
    const failure = {
      code: 'database/unavailable',
      message: expect.stringContaining('incompatible with server'),
    };
    await expect(open(folder)).rejects.toMatchObject(failure);
    await expect(open(folder)).rejects.toMatchObject(failure);
  });
});

describe('opening the database', () => {
  it('uses the server at the URL and leaves it running', async () => {
    const { url, drop } = await createTestDatabase();
    const database = await openDatabase({ url, dataDirectory: newFolder(), log: silentLog });
    expect(database).toMatchObject({ url, embedded: false, formerOwnersDead: false });
    await database.stop();
    expect(await executeSql(url, 'select 1 as answer')).toEqual([{ answer: 1 }]);
    await drop();
    const sql = 'select datname from pg_database where datname = $1';
    const name = new URL(url).pathname.slice(1);
    expect(await executeSql(inject('databaseAdminUrl'), sql, [name])).toEqual([]);
  });

  it('refuses a server older than PostgreSQL 15', async () => {
    const old = await imitatePostgres('server_version', '14.12 (Debian)');
    const opening = openDatabase({ url: old.url, dataDirectory: newFolder(), log: silentLog });
    await expect(opening).rejects.toMatchObject({
      code: 'database/too-old',
      message: expect.stringContaining('14.12'),
    });
    old.close();
  });

  it('says which server does not answer, without its password', async () => {
    const url = 'postgresql://user:secret@127.0.0.1:1/chatter';
    const error = await openDatabase({ url, dataDirectory: newFolder(), log: silentLog }).catch(String);
    expect(error).toContain('127.0.0.1:1/chatter');
    expect(error).not.toContain('secret');
  });
});
