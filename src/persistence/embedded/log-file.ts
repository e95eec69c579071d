import { type FileHandle, open, readFile, rename, stat } from 'node:fs/promises';
import { join } from 'node:path';

const sizeLimit = 8 * 1024 * 1024;

/** What PostgreSQL prints, in `postgres.log` of the data folder; one older file is kept. */
export interface LogFile {
  readonly descriptor: number;
  /** The last lines written since this was opened. */
  lastLines(): Promise<string>;
  /** Closes our end; a running server keeps its own. */
  close(): Promise<void>;
}

/** Opens the log for a start. A long log is first moved to `postgres.log.1`. */
export async function openLogFile(dataDirectory: string): Promise<LogFile> {
  const path = join(dataDirectory, 'postgres.log');
  let size = (await stat(path).catch(() => undefined))?.size ?? 0;
  if (size > sizeLimit) {
    await rename(path, `${path}.1`);
    size = 0;
  }
  const file: FileHandle = await open(path, 'a', 0o600);
  return {
    descriptor: file.fd,
    lastLines: async () =>
      (await readFile(path)).subarray(size).toString().trim().split('\n').slice(-12).join('\n'),
    close: () => file.close(),
  };
}
