import { readFile, realpath, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { AppError } from '../../kernel/index.ts';
import { ifPresent } from './file-error.ts';

/** Whom PostgreSQL runs as, where that is not the user of this process. */
export interface SystemUser {
  readonly uid: number;
  readonly gid: number;
}

/**
 * PostgreSQL refuses to run as root. A cluster that exists belongs to one user and only that one can run it;
 * for a new one we take `postgres` where the machine has it, and `nobody` otherwise. We create no user (as the
 * package's `createPostgresUser` would): minimal images lack `useradd`, and `/etc` may be read-only.
 *
 * @returns `undefined` where this process is not root and PostgreSQL runs as the same user.
 */
export async function findServerUser(existingCluster: string | undefined): Promise<SystemUser | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  if (existingCluster !== undefined) {
    const { uid, gid } = await stat(existingCluster);
    if (uid !== 0) return { uid, gid };
  }
  const accounts = (await ifPresent(readFile('/etc/passwd', 'utf8'))) ?? '';
  const user = accountNamed('postgres', accounts) ?? accountNamed('nobody', accounts);
  if (user !== undefined) return user;
  throw new AppError(
    'database/unavailable',
    'PostgreSQL refuses to run as root and this machine has neither a user `postgres` nor `nobody`: run the server as an ordinary user, or set DATABASE_URL',
  );
}

function accountNamed(name: string, accounts: string): SystemUser | undefined {
  const fields = accounts
    .split('\n')
    .find((line) => line.startsWith(`${name}:`))
    ?.split(':');
  const [uid, gid] = [Number(fields?.[2]), Number(fields?.[3])];
  return uid > 0 && gid > 0 ? { uid, gid } : undefined;
}

/** Whether the user may walk through every folder down to this existing one. Its own user always may. */
export async function canReach(directory: string, user: SystemUser | undefined): Promise<boolean> {
  if (user === undefined) return true;
  for (let path = await realpath(directory); ; path = dirname(path)) {
    const { uid, gid, mode } = await stat(path);
    const mask = uid === user.uid ? 0o100 : gid === user.gid ? 0o010 : 0o001;
    if ((mode & mask) === 0) return false;
    if (path === dirname(path)) return true;
  }
}
