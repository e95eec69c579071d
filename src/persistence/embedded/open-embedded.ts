import { join, resolve } from 'node:path';
import { AppError } from '../../kernel/index.ts';
import type { ServerLog } from '../../runtime/ports/server-log.ts';
import {
  adminUrl,
  type ClusterAccess,
  findFreePort,
  newPassword,
  readAccess,
  writeAccess,
} from './cluster-access.ts';
import {
  findCluster,
  linkCluster,
  makeDataDirectory,
  placeNewCluster,
  requireReachable,
  systemDirectory,
  unusableFolder,
} from './cluster-location.ts';
import { isFileError } from './file-error.ts';
import { ownFolder } from './folder-owner.ts';
import { initialiseCluster } from './initialise-cluster.ts';
import { findPostmaster } from './postmaster.ts';
import { PostmasterKeeper } from './postmaster-keeper.ts';
import { prepareServerPrograms, type ServerPrograms } from './server-programs.ts';
import { findServerUser, type SystemUser } from './system-user.ts';

/** A PostgreSQL server that belongs to this process alone. */
export interface EmbeddedDatabase {
  /** The superuser's address of the maintenance database `postgres`. Holds the password. */
  readonly url: string;
  /** Stops PostgreSQL and gives the folder up. Safe to call twice. */
  stop(): Promise<void>;
}

export interface EmbeddedOptions {
  readonly dataDirectory: string;
  readonly log: ServerLog;
  /** `false`: its data need not outlive a machine that loses power, as that of tests. */
  readonly durable?: boolean;
}

interface Cluster {
  readonly directory: string;
  readonly access: ClusterAccess;
}

/**
 * Starts the PostgreSQL of a data folder, and starts it again if it ends by itself; makes the folder and the cluster
 * where there is none. The port is a free one, kept for the folder's next start while it stays free.
 *
 * @throws `database/folder-in-use` at once while another process owns the folder.
 * @throws `database/unavailable` where PostgreSQL cannot be made to run; `details.log` holds what it printed.
 */
export async function openEmbedded(options: EmbeddedOptions): Promise<EmbeddedDatabase> {
  if (process.platform === 'win32') {
    throw new AppError(
      'database/unavailable',
      'there is no embedded PostgreSQL on Windows: set DATABASE_URL',
    );
  }
  const dataDirectory = await makeDataDirectory(resolve(options.dataDirectory));
  const ownership = await ownFolder(dataDirectory).catch((error: unknown) => {
    throw unusable(dataDirectory, error);
  });
  try {
    const { url, keeper } = await run({ ...options, dataDirectory });
    let stopped: Promise<void> | undefined;
    const stop = () => keeper.stop().finally(() => ownership.release());
    return {
      url,
      stop: () => {
        stopped ??= stop();
        return stopped;
      },
    };
  } catch (error) {
    await ownership.release();
    throw unusable(dataDirectory, error);
  }
}

async function run(options: EmbeddedOptions): Promise<{ url: string; keeper: PostmasterKeeper }> {
  const { dataDirectory, log, durable = true } = options;
  const existing = await findExisting(dataDirectory);
  const user = await findServerUser(existing?.directory);
  const programs = await prepareServerPrograms({
    user,
    copyDirectory: user === undefined ? dataDirectory : systemDirectory,
  });
  const cluster = existing ?? (await makeCluster(options, programs, user));
  await requireReachable(cluster.directory, user);
  const former = await findPostmaster(cluster.directory);
  if (former) log.warn('the former owner ended without stopping PostgreSQL', { pid: former.process.pid });
  const { directory, access } = cluster;
  const keeper = await PostmasterKeeper.start(
    { dataDirectory, cluster: directory, programs, user, port: access.port, durable },
    log,
  );
  try {
    const { port } = keeper;
    if (port !== access.port) await writeAccess(dataDirectory, { ...access, port });
    return { url: adminUrl({ ...access, port }), keeper };
  } catch (error) {
    await keeper.stop();
    throw error;
  }
}

async function findExisting(dataDirectory: string): Promise<Cluster | undefined> {
  const directory = await findCluster(dataDirectory);
  if (directory === undefined) return undefined;
  const access = await readAccess(dataDirectory);
  if (access !== undefined) return { directory, access };
  throw new AppError(
    'database/unavailable',
    `${join(dataDirectory, 'postgres.json')}, which holds the password of ${directory}, is missing: restore it, or remove the data folder to start empty`,
    { details: { dataDirectory } },
  );
}

/** The password is on disk before the cluster is: a cluster that exists can always be entered. */
async function makeCluster(
  { dataDirectory, log }: EmbeddedOptions,
  { initdb }: ServerPrograms,
  user: SystemUser | undefined,
): Promise<Cluster> {
  const access = { password: newPassword(), port: await findFreePort() };
  await writeAccess(dataDirectory, access);
  const place = await placeNewCluster(dataDirectory, user);
  const directory = await initialiseCluster({ place, password: access.password, initdb, user });
  await linkCluster(dataDirectory, directory);
  if (place !== dataDirectory) {
    log.warn(
      'the data is kept outside the data folder, which PostgreSQL cannot enter when root runs the server',
      { dataDirectory, cluster: directory },
    );
  }
  return { directory, access };
}

function unusable(dataDirectory: string, cause: unknown): unknown {
  if (!isFileError(cause, 'EACCES', 'EPERM')) return unusableFolder(dataDirectory, cause);
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new AppError(
    'database/unavailable',
    `the data folder ${dataDirectory} holds files of another user (${reason}): run the server as that user, or make them this user's`,
    { details: { dataDirectory }, cause },
  );
}
