import { constants } from 'node:os';
import { AppError } from '../../kernel/index.ts';
import { type Reason, Stopped } from './leaving.ts';
import { type Arguments, type ArgumentsForm, readArguments, UsageError } from './read-arguments.ts';

interface Program<Option extends string> extends ArgumentsForm<Option> {
  /** As a sentence names it: `The migration`. */
  readonly name: string;
  /** What is said of it where it was stopped. */
  readonly whenStopped?: string;
}

/** `leaving` is aborted when the program is asked to leave: `work` ends what it has started, and settles. */
type Work<Option extends string> = (given: Arguments<Option>, leaving: AbortSignal) => Promise<void>;

/** Why a program cannot go on, in words that say all of it. */
export class ProgramFailure extends Error {
  override readonly name = 'ProgramFailure';
}

const oldestNode = 24;

/** npm passes on to its program what the terminal has sent to both: what comes so soon again is no second wish. */
const echoMs = 300;

/** As sentences name it. */
const reasons: Readonly<Record<Reason, string>> = {
  SIGINT: 'Ctrl-C (SIGINT)',
  SIGTERM: 'SIGTERM',
  SIGHUP: 'the end of its terminal (SIGHUP)',
  SIGPIPE: 'the end of its output (SIGPIPE)',
};

/**
 * Runs a program of the command line, and ends the process with its exit code: 0 where it was done, 1 where it failed, 2
 * where it was called wrongly, and what shells expect (130, 143, 129, 141) where it was stopped before it was done: by
 * Ctrl-C, by SIGTERM, because the terminal was closed, or because nobody reads what it prints.
 */
export async function runProgram<Option extends string = never>(
  program: Program<Option>,
  work: Work<Option>,
): Promise<void> {
  const leaving = leavingWhenAsked();
  try {
    requireNode();
    const given = readArguments(program, process.argv.slice(2));
    if (given === null) process.stdout.write(program.help);
    else await work(given, leaving);
    // What it prints may still be on its way, unless nobody waits for it.
    if (leaving.aborted) process.exit(0);
  } catch (error) {
    process.stderr.write(`${lastWords(program, error)}\n`);
    process.exit(exitCodeOf(error));
  }
}

function leavingWhenAsked(): AbortSignal {
  const asked = new AbortController();
  const leave = (reason: Reason): void => asked.abort(new Stopped(reason));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    let askedAt: number | null = null;
    // One listener for both: between two, the signal would end the process at once, and leave its database running.
    process.on(signal, () => {
      const now = performance.now();
      askedAt ??= now;
      // A second one does not wait.
      if (now - askedAt > echoMs) process.exit(signalCode(signal));
      leave(signal);
    });
  }
  // The terminal was closed. Its shell may say so, too.
  process.on('SIGHUP', () => leave('SIGHUP'));
  process.stdout.on('error', ({ code }: NodeJS.ErrnoException) =>
    leave(code === 'EIO' ? 'SIGHUP' : 'SIGPIPE'),
  );
  process.stderr.on('error', () => undefined);
  return asked.signal;
}

function requireNode(): void {
  const { node } = process.versions;
  if (Number(node.split('.')[0]) >= oldestNode) return;
  throw new AppError('config/invalid', `Node ${node} is too old: Chatter needs ${oldestNode} or later`);
}

function lastWords({ name, help, whenStopped }: Program<string>, error: unknown): string {
  if (error instanceof UsageError) return `${error.message}\n\n${help.trimEnd()}`;
  if (error instanceof Stopped) {
    const rest = whenStopped === undefined ? '' : `; ${whenStopped}`;
    return `${name} was stopped by ${reasons[error.reason]}${rest}.`;
  }
  if (AppError.is(error)) return `${name} stopped: ${error.message} (${error.code})`;
  if (error instanceof ProgramFailure) return `${name} stopped: ${error.message}`;
  return `${name} stopped: ${error instanceof Error ? error.stack : String(error)}`;
}

function exitCodeOf(error: unknown): number {
  if (error instanceof UsageError) return 2;
  return error instanceof Stopped ? signalCode(error.reason) : 1;
}

function signalCode(signal: Reason): number {
  return 128 + constants.signals[signal];
}
