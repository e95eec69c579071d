import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** A child process that owns a data folder. */
export interface DatabaseOwner {
  readonly pid: number;
  /** The next line of JSON it prints; rejects if it ends first. */
  nextLine(): Promise<Record<string, unknown>>;
  kill(signal: NodeJS.Signals): void;
  /** As a terminal does with Ctrl-C: to its whole process group. */
  interruptGroup(): void;
  readonly ended: Promise<unknown>;
}

/** Starts one, as another user where one is given. */
export function startDatabaseOwner(
  dataDirectory: string,
  user: { readonly uid?: number; readonly gid?: number } = {},
): DatabaseOwner {
  const program = join(import.meta.dirname, 'own-database.ts');
  const child: ChildProcess = spawn(process.execPath, [program, dataDirectory], {
    detached: true,
    stdio: ['ignore', 'pipe', 'inherit'],
    ...user,
  });
  const ended = once(child, 'exit');
  const { pid, stdout } = child;
  if (pid === undefined || stdout === null) throw new Error('the owner did not start');
  const lines = createInterface({ input: stdout })[Symbol.asyncIterator]();
  return {
    pid,
    ended,
    kill: (signal) => child.kill(signal),
    interruptGroup: () => process.kill(-pid, 'SIGINT'),
    nextLine: async () => {
      const line = await lines.next();
      if (line.done) throw new Error('the owner ended');
      return JSON.parse(line.value);
    },
  };
}
