import { randomUUID } from 'node:crypto';
import { access, chmod, constants, lstat, mkdir, realpath, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { AppError } from '../../kernel/index.ts';
import { ifPresent, isFileError, systemReasonOf } from './file-error.ts';
import { canReach, type SystemUser } from './system-user.ts';

/** Where root keeps what PostgreSQL's user must reach and cannot reach in the data folder. */
export const systemDirectory = '/var/lib/chatter';

/**
 * Makes the data folder, and resolves links in its path. As root it may be passed through by PostgreSQL's
 * user, and listed by nobody.
 */
export async function makeDataDirectory(path: string): Promise<string> {
  requirePossible(path);
  try {
    if (await makeFolder(path)) await chmod(path, process.getuid?.() === 0 ? 0o711 : 0o700);
    // With the slash, a file is no folder.
    await access(`${path}/`, constants.W_OK | constants.X_OK);
    return await realpath(path);
  } catch (cause) {
    throw unusableFolder(path, cause);
  }
}

/**
 * Whether it was not there. Each folder above it is tried once: the `recursive` of `mkdir` tries for ever where the one
 * above is there and takes none, as `/proc`.
 */
async function makeFolder(path: string): Promise<boolean> {
  try {
    await mkdir(path, { mode: 0o711 });
    return true;
  } catch (error) {
    if (isFileError(error, 'EEXIST')) return false;
    if (!isFileError(error, 'ENOENT') || dirname(path) === path) throw error;
  }
  await makeFolder(dirname(path));
  await mkdir(path, { mode: 0o711 }).catch((error: unknown) => {
    // Another process was faster.
    if (!isFileError(error, 'EEXIST')) throw error;
  });
  return true;
}

/** PostgreSQL has 1024 bytes for the paths of its files, which lie below, and keeps them in files with a line for each. */
const longestPath = 900;

function requirePossible(path: string): void {
  const problem = /\p{Cc}/u.test(path)
    ? 'has line breaks or other control characters in its path'
    : Buffer.byteLength(path) > longestPath
      ? `has a path of more than ${longestPath} bytes`
      : null;
  if (problem === null) return;
  const message = `the data folder ${JSON.stringify(path)} ${problem}, which PostgreSQL cannot use: set CHATTER_DATA_DIR to another one`;
  throw new AppError('database/unavailable', message);
}

/** What is thrown in the place of an error of the file system, which met something in the data folder or on the way. */
export function unusableFolder(path: string, cause: unknown): unknown {
  const reason = systemReasonOf(cause);
  if (reason === undefined) return cause;
  return new AppError(
    'database/unavailable',
    `the data folder ${path} cannot be made or written: ${reason}; set CHATTER_DATA_DIR to one that this user may write`,
    { cause },
  );
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
