import { AppError } from '../kernel/index.ts';

/** Says on standard error why a command has failed, and that it has. */
export function tellFailure(error: unknown): void {
  process.stderr.write(`${described(error)}\n`);
  process.exitCode = 1;
}

export function described(error: unknown): string {
  return AppError.is(error) ? `${error.message} (${error.code})` : String(error);
}
