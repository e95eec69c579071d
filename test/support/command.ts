import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Readable } from 'node:stream';

/** What a command has said, on both streams, with its exit code. */
export interface Ended {
  readonly code: number | null;
  readonly text: string;
}

export interface RunningCommand {
  readonly process: ChildProcess;
  readonly stdout: Readable;
  readonly ended: Promise<Ended>;
}

/** Starts `src/cli/<name>.ts` in a process of its own. Of the environment's databases, it knows what is given. */
export function startCommand(
  name: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
): RunningCommand {
  const { DATABASE_URL: _, ...inherited } = process.env;
  const program = join(import.meta.dirname, '../../src/cli', `${name}.ts`);
  const child = spawn(process.execPath, [program, ...args], {
    env: { ...inherited, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  const collect = (part: string): void => {
    text += part;
  };
  child.stdout.setEncoding('utf8').on('data', collect);
  child.stderr.setEncoding('utf8').on('data', collect);
  const ended = once(child, 'close').then(([code]) => ({ code, text }));
  return { process: child, stdout: child.stdout, ended };
}
