import { randomBytes, randomInt, randomUUID } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { z } from 'zod';
import { ifPresent } from './file-error.ts';

const accessSchema = z.object({
  password: z.string().min(1),
  port: z.int().positive().max(65_535),
});

/** How this data folder's PostgreSQL is reached, on 127.0.0.1. Kept in `postgres.json`, for its user alone. */
export type ClusterAccess = z.infer<typeof accessSchema>;

const host = '127.0.0.1';
export const superuser = 'postgres';

/** `undefined` where the folder has none yet. */
export async function readAccess(dataDirectory: string): Promise<ClusterAccess | undefined> {
  const content = await ifPresent(readFile(join(dataDirectory, 'postgres.json'), 'utf8'));
  return content === undefined ? undefined : accessSchema.parse(JSON.parse(content));
}

export async function writeAccess(dataDirectory: string, access: ClusterAccess): Promise<void> {
  const path = join(dataDirectory, 'postgres.json');
  const draft = `${path}.${randomUUID()}`;
  await writeFile(draft, JSON.stringify(access), { mode: 0o600, flush: true });
  await rename(draft, path);
}

export function newPassword(): string {
  return randomBytes(24).toString('base64url');
}

/** The address of the maintenance database. */
export function adminUrl({ password, port }: ClusterAccess): string {
  return `postgresql://${superuser}:${password}@${host}:${port}/postgres`;
}

/**
 * Below those that systems give to connections that go out: such a one could take the port while nobody listens, even
 * one of ours that only asks whether the server is back.
 */
const listeningPorts = [10_000, 32_768] as const;
const mostTries = 20;

/** `wanted` where it is free, otherwise any. */
export async function findFreePort(wanted = randomInt(...listeningPorts)): Promise<number> {
  let port = wanted;
  for (let tries = 0; tries < mostTries; tries += 1) {
    if (await isFree(port)) return port;
    port = randomInt(...listeningPorts);
  }
  return port;
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, host, () => probe.close(() => resolve(true)));
  });
}
