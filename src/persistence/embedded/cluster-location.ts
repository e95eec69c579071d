import { randomUUID } from 'node:crypto';
import { access, chmod, constants, lstat, mkdir, realpath, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { AppError } from '../../kernel/index.ts';
import { ifPresent, isFileError } from './file-error.ts';
import { canReach, type SystemUser } from './system-user.ts';

/** Where root keeps what PostgreSQL's user must reach and cannot reach in the data folder. */
export const systemDirectory = '/var/lib/chatter';

/**
 * Makes the data folder, and resolves links in its path. As root it may be passed through by PostgreSQL's
 * user, and listed by nobody.
 */
export async function makeDataDirectory(path: string): Promise<string> {
  try {
    const created = await mkdir(path, { recursive: true, mode: 0o711 });
    if (created !== undefined) await chmod(path, process.getuid?.() === 0 ? 0o711 : 0o700);
    await access(path, constants.W_OK | constants.X_OK);
    return await realpath(path);
  } catch (cause) {
    if (!isFileError(cause, 'EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EEXIST')) throw cause;
    throw new AppError(
      'database/unavailable',
      `the data folder ${path} cannot be made or opened: choose another one, or make it writable for this user`,
      { cause },
    );
  }
}

/** The real path of the folder's cluster; `undefined` where none was made yet. */
export async function findCluster(dataDirectory: string): Promise<string | undefined> {
  const path = join(dataDirectory, 'postgres');
  const entry = await ifPresent(lstat(path));
  if (entry === undefined) return undefined;
  const cluster = await ifPresent(realpath(path));
  if (cluster !== undefined) return cluster;
  throw new AppError(
    'database/unavailable',
    `${path} is a link to a folder that no longer exists: restore it, or remove the data folder ${dataDirectory} to start empty`,
    { details: { dataDirectory } },
  );
}

/**
 * The folder in which to make a new cluster. Where PostgreSQL's user cannot reach the data folder (root's
 * project in /root, mode 700) that is a new folder in /var/lib/chatter: opening a home to everybody would be
 * worse. The data folder then holds a link, see `linkCluster`.
 */
export async function placeNewCluster(dataDirectory: string, user: SystemUser | undefined): Promise<string> {
  if (await canReach(dataDirectory, user)) return dataDirectory;
  const place = join(systemDirectory, randomUUID());
  try {
    await mkdir(place, { recursive: true });
    await chmod(systemDirectory, 0o755);
    await chmod(place, 0o755);
    return place;
  } catch (cause) {
    throw unreachable(dataDirectory, cause);
  }
}

/** The last step of making a cluster elsewhere: until the link exists, it does not count. */
export async function linkCluster(dataDirectory: string, cluster: string): Promise<void> {
  if (dirname(cluster) !== dataDirectory) await symlink(cluster, join(dataDirectory, 'postgres'));
}

/** @throws `database/unavailable` where the user cannot get to a cluster that exists: its folder was moved. */
export async function requireReachable(cluster: string, user: SystemUser | undefined): Promise<void> {
  if (!(await canReach(cluster, user))) throw unreachable(cluster);
}

function unreachable(path: string, cause?: unknown): AppError {
  return new AppError(
    'database/unavailable',
    `PostgreSQL does not run as root, and the unprivileged user it runs as cannot reach ${path}: move the data folder below one that everybody may enter, run the server as an ordinary user, or set DATABASE_URL`,
    { details: { path }, cause },
  );
}
