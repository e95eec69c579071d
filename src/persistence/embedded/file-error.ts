import { getSystemErrorMessage } from 'node:util';

/** Whether a file operation failed with one of these system codes, such as `ENOENT`. */
export function isFileError(error: unknown, ...codes: readonly string[]): boolean {
  return error instanceof Error && 'code' in error && codes.includes(String(error.code));
}

/** The promise's value, or `undefined` where the file is absent. */
export async function ifPresent<T>(reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (isFileError(error, 'ENOENT')) return undefined;
    throw error;
  }
}

/** What the operating system said, as `no space left on device (ENOSPC)`; `undefined`: it is not its error. */
export function systemReasonOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('errno' in error) || !('code' in error)) return undefined;
  return typeof error.errno === 'number'
    ? `${getSystemErrorMessage(error.errno)} (${error.code})`
    : undefined;
}
