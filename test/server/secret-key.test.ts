import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { secretKeyOf } from '../../src/server/secret-key.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'chatter-key-'));
});
afterEach(() => rm(folder, { recursive: true }));

const key = randomBytes(32);
const keyFor = (more: { readonly CHATTER_SECRET_KEY?: Uint8Array; readonly DATABASE_URL?: string } = {}) =>
  secretKeyOf({
    CHATTER_SECRET_KEY: undefined,
    DATABASE_URL: undefined,
    CHATTER_DATA_DIR: folder,
    ...more,
  });

describe('the key of the secrets', () => {
  it('is the configured one, whatever the database, and nothing is written', async () => {
    expect(await keyFor({ CHATTER_SECRET_KEY: key })).toEqual(key);
    expect(await keyFor({ CHATTER_SECRET_KEY: key, DATABASE_URL: 'postgresql://db/x' })).toEqual(key);
    expect(await readdir(folder)).toEqual([]);
  });

  it('is made in the data folder of the built-in database, for its user alone, and found there again', async () => {
    const made = await keyFor();
    expect(made).toHaveLength(32);
    expect(await keyFor()).toEqual(made);
    expect(await readdir(folder)).toEqual(['secret.key']);
    expect((await stat(join(folder, 'secret.key'))).mode & 0o777).toBe(0o600);
    const text = await readFile(join(folder, 'secret.key'), 'utf8');
    expect(Buffer.from(text, 'base64')).toEqual(made);
  });

  it('is missing where another database is used and none is configured', async () => {
    expect(await keyFor({ DATABASE_URL: 'postgresql://db/x' })).toBeNull();
    expect(await readdir(folder)).toEqual([]);
  });

  it.each([
    '',
    'hunter2',
    randomBytes(31).toString('base64'),
  ])('is not made anew over a file that holds none', async (text) => {
    const path = join(folder, 'secret.key');
    await writeFile(path, text);
    await expect(keyFor()).rejects.toMatchObject({
      code: 'config/invalid',
      message: expect.stringContaining(path),
    });
    expect(await readFile(path, 'utf8')).toBe(text);
  });
});
