import { spawn } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { AppError } from '../../kernel/index.ts';
import { findFreePort } from './cluster-access.ts';
import { openLogFile } from './log-file.ts';
import { disownReusedPid, findPostmaster, type Postmaster, stopPostmaster } from './postmaster.ts';
import { programEnvironment, waitUntil } from './processes.ts';
import type { ServerPrograms } from './server-programs.ts';
import { serverSettings } from './server-settings.ts';
import type { SystemUser } from './system-user.ts';

export interface StartOptions {
  readonly dataDirectory: string;
  readonly cluster: string;
  readonly programs: ServerPrograms;
  readonly user: SystemUser | undefined;
  readonly port: number;
  /** Whether its data outlives a machine that loses power. */
  readonly durable: boolean;
  /** Another port will do where this one is not free. */
  readonly mayChangePort: boolean;
  /** Called if the server ends, for whatever reason. */
  readonly onEnded: () => void;
}

/** Replaying a long write-ahead log after a crash takes its time. */
const readyLimitMs = 300_000;
const retryLimitMs = 15_000;
const retryPauseMs = 100;

/** Failures that pass: backends of a killed postmaster are still ending, or it was about to write its pid. */
const formerServerLives = /pre-existing shared memory block|postmaster\.pid" already exists/i;
/** A failure that passes where we may choose: somebody took the port since we looked. */
const portTaken = /could not bind|address already in use/i;

/**
 * Starts the server and returns when it accepts connections. One that a dead owner left running is stopped first:
 * a statement of that owner may still be under way, and must not commit after the new owner has read what there is.
 */
export async function startPostmaster(options: StartOptions): Promise<Postmaster> {
  const deadline = performance.now() + retryLimitMs;
  for (;;) {
    const former = await findPostmaster(options.cluster);
    if (former !== undefined) await stopPostmaster(former.process);
    await disownReusedPid(options.cluster);
    const port = options.mayChangePort ? await findFreePort(options.port) : options.port;
    const started = await tryStart(options, port);
    if ('process' in started) return started;
    const passes =
      formerServerLives.test(started.log) || (options.mayChangePort && portTaken.test(started.log));
    if (!passes || performance.now() > deadline) throw notStarted(options, started.log);
    await delay(retryPauseMs);
  }
}

async function tryStart(options: StartOptions, port: number): Promise<Postmaster | { readonly log: string }> {
  const log = await openLogFile(options.dataDirectory);
  try {
    const { durable, programs } = options;
    const { hasStatementStatistics } = programs;
    // In its own session: Ctrl-C goes to a terminal's whole process group, and the database must outlive the
    // server's last writes.
    const child = spawn(
      programs.postgres,
      ['-D', options.cluster, ...serverSettings({ port, durable, hasStatementStatistics })],
      {
        detached: true,
        cwd: '/',
        env: programEnvironment,
        stdio: ['ignore', log.descriptor, log.descriptor],
        ...options.user,
      },
    );
    child.unref();
    // However this process ends, its database is told to stop: only SIGKILL leaves it to the next owner.
    const stopWithUs = (): void => void child.kill('SIGINT');
    process.once('exit', stopWithUs);
    child.once('exit', () => process.off('exit', stopWithUs));
    let failure: string | undefined;
    child.once('error', (error) => {
      failure = error.message;
    });
    const hasFailed = () => failure !== undefined || child.exitCode !== null || child.signalCode !== null;
    const ready = await waitUntil(async () => {
      if (hasFailed()) return 'failed';
      const found = await findPostmaster(options.cluster);
      return found?.isReady && found.process.pid === child.pid ? found : undefined;
    }, readyLimitMs);
    if (ready !== undefined && ready !== 'failed') {
      child.once('exit', options.onEnded);
      return ready;
    }
    child.kill('SIGQUIT');
    return { log: failure ?? (await log.lastLines()) };
  } finally {
    await log.close();
  }
}

function notStarted({ dataDirectory, cluster }: StartOptions, log: string): AppError {
  return new AppError(
    'database/unavailable',
    `the embedded PostgreSQL on ${cluster} did not start: ${gist(log)}; see ${dataDirectory}/postgres.log`,
    { details: { log } },
  );
}

/** The last thing PostgreSQL called fatal, or its last line. */
function gist(log: string): string {
  const lines = log.split('\n');
  const fatal = lines.findLast((line) => /FATAL|PANIC/.test(line)) ?? lines.at(-1) ?? '';
  return fatal.replace(/^.*?(FATAL|PANIC):\s*/, '').trim() || 'it printed nothing';
}
