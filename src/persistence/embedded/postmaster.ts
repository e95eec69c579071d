import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../../kernel/index.ts';
import { ifPresent } from './file-error.ts';
import { findProcess, hasEnded, type LiveProcess, signalProcess } from './processes.ts';

/** The first process of a running PostgreSQL server. */
export interface Postmaster {
  readonly process: LiveProcess;
  readonly port: number;
  readonly isReady: boolean;
}

const stopLimitMs = 30_000;
const forcedStopLimitMs = 10_000;

/** The postmaster that runs on this cluster, ready or not; `undefined` where none lives. */
export async function findPostmaster(cluster: string): Promise<Postmaster | undefined> {
  const lines = await readPidFile(cluster);
  const live = await findProcess(Number(lines?.[0]));
  if (lines === undefined || live === undefined || !runsOn(live, cluster)) return undefined;
  return { process: live, port: Number(lines[3]), isReady: lines[7]?.trim() === 'ready' };
}

/**
 * Lets a start succeed where the pid in `postmaster.pid` now belongs to an unrelated process, which PostgreSQL
 * takes for a living postmaster. The file must not be removed: its shared-memory key is what keeps a new server
 * from starting while backends of a killed one still write. So only its pid is changed, to ours: PostgreSQL
 * knows that its parent is not a postmaster, and then checks the shared memory.
 */
export async function disownReusedPid(cluster: string): Promise<void> {
  const lines = await readPidFile(cluster);
  const live = await findProcess(Number(lines?.[0]));
  if (lines === undefined || live === undefined || runsOn(live, cluster)) return;
  await writeFile(join(cluster, 'postmaster.pid'), [process.pid, ...lines.slice(1)].join('\n'));
}

/**
 * Stops the server in fast mode: sessions are ended, everything committed is on disk. One that does not follow
 * is stopped at once, and recovers from its log at the next start. Safe where it has already ended.
 */
export async function stopPostmaster(postmaster: LiveProcess): Promise<void> {
  if (await hasEnded(postmaster, 0)) return;
  signalProcess(postmaster.pid, 'SIGINT');
  if (await hasEnded(postmaster, stopLimitMs)) return;
  await stopPostmasterAtOnce(postmaster);
}

/** Stops the server without a checkpoint. */
export async function stopPostmasterAtOnce(postmaster: LiveProcess): Promise<void> {
  signalProcess(postmaster.pid, 'SIGQUIT');
  if (await hasEnded(postmaster, forcedStopLimitMs)) return;
  throw new AppError(
    'database/unavailable',
    `PostgreSQL (process ${postmaster.pid}) does not stop: end that process and try again`,
    { details: { pid: postmaster.pid } },
  );
}

async function readPidFile(cluster: string): Promise<readonly string[] | undefined> {
  return (await ifPresent(readFile(join(cluster, 'postmaster.pid'), 'utf8')))?.split('\n');
}

/** By its arguments: as root in a container we may not read where another user's process has its folder. */
function runsOn(live: LiveProcess, cluster: string): boolean {
  return live.command.includes(` -D ${cluster} `);
}
