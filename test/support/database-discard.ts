import { rm } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { findCluster, systemDirectory } from '../../src/persistence/embedded/cluster-location.ts';
import { ownFolder } from '../../src/persistence/embedded/folder-owner.ts';
import { findPostmaster, stopPostmasterAtOnce } from '../../src/persistence/embedded/postmaster.ts';

/**
 * Removes a data folder and everything in it, with the server that a dead owner may have left running on it.
 *
 * @throws `database/folder-in-use` while a living process owns the folder.
 */
export async function discardEmbedded(dataDirectory: string): Promise<void> {
  const directory = resolve(dataDirectory);
  const ownership = await ownFolder(directory);
  try {
    const cluster = await findCluster(directory);
    const postmaster = cluster && (await findPostmaster(cluster));
    if (postmaster) await stopPostmasterAtOnce(postmaster.process);
    if (cluster && dirname(dirname(cluster)) === systemDirectory) {
      await rm(dirname(cluster), { recursive: true, force: true });
    }
    await rm(directory, { recursive: true, force: true });
  } finally {
    await ownership.release();
  }
}
