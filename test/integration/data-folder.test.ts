import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openDatabase } from '../../src/persistence/open-database.ts';
import { silentLog } from '../support/silent-log.ts';

let parent: string;

beforeAll(async () => {
  parent = await mkdtemp(join(tmpdir(), 'chatter-folders-'));
  await writeFile(join(parent, 'file'), '', { mode: 0o755 });
});

afterAll(() => rm(parent, { recursive: true, force: true }));

const deep = Array.from({ length: 40 }, () => 'a folder in a folder in a folder').join('/');

it.each([
  ['that is a file', 'file', 'not a directory (ENOTDIR)'],
  ['below a file', 'file/data', 'not a directory (ENOTDIR)'],
  ['whose name is too long for the system', 'a'.repeat(300), 'name too long (ENAMETOOLONG)'],
  ['whose path is too long for PostgreSQL', deep, 'more than 900 bytes'],
  ['with a line break in its path', 'one\ntwo', 'control characters'],
  ['with a NUL in its path', 'one\0two', 'control characters'],
])('a data folder %s is refused in one line, which names it and says what to do', async (_, name, reason) => {
  const dataDirectory = join(parent, name);
  await expect(openDatabase({ dataDirectory, log: silentLog })).rejects.toMatchObject({
    code: 'database/unavailable',
    message: expect.stringMatching(/^.*the data folder .*set CHATTER_DATA_DIR.*$/),
  });
  const message = await openDatabase({ dataDirectory, log: silentLog }).catch(String);
  expect(message).toContain(reason);
  expect(message).toContain(JSON.stringify(dataDirectory).slice(1, -1));
});

it.runIf(process.platform === 'linux').each(['/proc/chatter', '/proc/chatter/data', '/proc'])(
  'a data folder in a file system that takes none (%s) is refused at once',
  async (dataDirectory) => {
    await expect(openDatabase({ dataDirectory, log: silentLog })).rejects.toMatchObject({
      code: 'database/unavailable',
      message: `the data folder ${dataDirectory} cannot be made or written: no such file or directory (ENOENT); set CHATTER_DATA_DIR to one that this user may write`,
    });
  },
);
