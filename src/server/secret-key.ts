import { randomBytes, randomUUID } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../kernel/index.ts';
import type { Config } from './config.ts';

const keyBytes = 32;

type KeySettings = Pick<Config, 'CHATTER_SECRET_KEY' | 'DATABASE_URL' | 'CHATTER_DATA_DIR'>;

/**
 * The key that secrets are encrypted with: the one that is configured, else that of the data folder, which is made when
 * it is first asked for. Null where the database is elsewhere: other servers of it would not have the same key. The
 * built-in database must be open, so that the folder is there and nobody else's.
 * @throws AppError `config/invalid` where the file in the data folder holds no key
 */
export async function secretKeyOf(settings: KeySettings): Promise<Uint8Array | null> {
  if (settings.CHATTER_SECRET_KEY !== undefined) return settings.CHATTER_SECRET_KEY;
  if (settings.DATABASE_URL !== undefined) return null;
  const path = join(settings.CHATTER_DATA_DIR, 'secret.key');
  return (await readKey(path)) ?? (await makeKey(path));
}

/** The bytes that a text stands for; undefined: it is no key. */
export function keyOf(text: string): Uint8Array | undefined {
  const bytes = Buffer.from(text, 'base64');
  return bytes.length === keyBytes && bytes.toString('base64') === text ? bytes : undefined;
}

async function readKey(path: string): Promise<Uint8Array | undefined> {
  const text = await readFile(path, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') return undefined;
    throw new AppError('config/invalid', `the key of the secrets, ${path}, cannot be read: ${cause.code}`, {
      cause,
    });
  });
  if (text === undefined) return undefined;
  const key = keyOf(text.trim());
  if (key) return key;
  const message = `${path} does not hold 32 bytes in base64: restore it, or remove it and keep all secrets again`;
  throw new AppError('config/invalid', message);
}

/** Whole before it has its name: a key of which a part was written would lock every secret away. */
async function makeKey(path: string): Promise<Uint8Array> {
  const key = randomBytes(keyBytes);
  const draft = `${path}.${randomUUID()}`;
  await writeFile(draft, `${key.toString('base64')}\n`, { mode: 0o600, flush: true });
  await rename(draft, path);
  return key;
}
