import { execFile, spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { isFileError } from './file-error.ts';
import type { SystemUser } from './system-user.ts';

export interface LiveProcess {
  readonly pid: number;
  /** Opaque; differs between two processes that were given the same pid, also across restarts of the machine. */
  readonly startTime: string;
  readonly command: string;
}

/**
 * The process with this pid; `undefined` where none runs. A zombie is dead: in a container whose first process
 * reaps nothing it keeps its pid for ever, and signal 0 would call it alive.
 */
export function findProcess(pid: number): Promise<LiveProcess | undefined> {
  return process.platform === 'linux' ? fromProc(pid) : fromPs(pid);
}

/** Whether the process was gone within the limit. */
export async function hasEnded(former: LiveProcess, limitMs: number): Promise<boolean> {
  const ended = await waitUntil(async () => {
    const current = await findProcess(former.pid);
    return current?.startTime === former.startTime ? undefined : true;
  }, limitMs);
  return ended ?? false;
}

/** Sends the signal; a process that has just ended is not an error. */
export function signalProcess(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if (!isFileError(error, 'ESRCH')) throw error;
  }
}

async function fromProc(pid: number): Promise<LiveProcess | undefined> {
  try {
    const [stat, command, boot] = await Promise.all([
      readFile(`/proc/${pid}/stat`, 'utf8'),
      readFile(`/proc/${pid}/cmdline`, 'utf8'),
      readFile('/proc/sys/kernel/random/boot_id', 'utf8'),
    ]);
    // The second field, the name, may hold spaces and brackets: count from its end.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const [state, ticks] = [fields[0], fields[19]];
    if (state === 'Z' || state === 'X' || ticks === undefined) return undefined;
    return { pid, startTime: `${boot.trim()}/${ticks}`, command: command.replaceAll('\0', ' ') };
  } catch (error) {
    if (isFileError(error, 'ENOENT', 'ESRCH')) return undefined;
    throw error;
  }
}

async function fromPs(pid: number): Promise<LiveProcess | undefined> {
  const columns = ['-ww', '-o', 'stat=', '-o', 'lstart=', '-o', 'command=', '-p', String(pid)];
  const printed = await promisify(execFile)('/bin/ps', columns, { env: { LC_ALL: 'C' } }).then(
    ({ stdout }) => stdout,
    () => '', // ps fails where the process does not exist
  );
  const match = /^\s*(\S+)\s+(\S+\s+\S+\s+\d+\s+[\d:]+\s+\d+)\s+(.*)$/m.exec(printed);
  const [, state = '', startTime = '', command = ''] = match ?? [];
  return match === null || state.startsWith('Z') ? undefined : { pid, startTime, command };
}

export interface ProgramResult {
  /** `null` where the program did not start or was killed. */
  readonly code: number | null;
  readonly output: string;
}

/** Nothing of our own environment: a stray PGDATA or PGPORT would change what the programs do. */
export const programEnvironment = { LC_ALL: 'C', TZ: 'UTC' };

/** Runs a program to its end, as another user where one is given. Never rejects. */
export function runProgram(
  program: string,
  programArguments: readonly string[],
  options: { readonly user?: SystemUser | undefined; readonly cwd?: string } = {},
): Promise<ProgramResult> {
  return new Promise((resolve) => {
    const child = spawn(program, programArguments, {
      cwd: options.cwd ?? '/',
      env: programEnvironment,
      stdio: ['ignore', 'pipe', 'pipe'],
      ...options.user,
    });
    let output = '';
    const collect = (chunk: Buffer) => {
      output += chunk.toString();
    };
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    child.on('error', (error) => resolve({ code: null, output: output + error.message }));
    child.on('close', (code) => resolve({ code, output: output.trim() }));
  });
}

const pauseMs = 10;

/** Asks until the answer is not `undefined`; `undefined` after `limitMs`. For state that announces nothing. */
export async function waitUntil<T>(
  ask: () => Promise<T | undefined>,
  limitMs: number,
): Promise<T | undefined> {
  const deadline = performance.now() + limitMs;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined || performance.now() > deadline) return answer;
    await delay(pauseMs);
  }
}
