import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase } from '../src/persistence/index.ts';

let isLeaving = false;

/** That a benchmark which is stopped loses its connections is no news. */
function say(message: string, fields?: object): void {
  if (!isLeaving) console.error(message, fields);
}

/** Says what goes wrong only, so that nothing comes between the figures. */
export const quietLog = { info: () => undefined, warn: say, error: say };

/** A PostgreSQL of the measurement's own, empty, that goes with its files, also where the measurement is stopped. */
export async function openTemporaryDatabase() {
  const dataDirectory = join(tmpdir(), `chatter-bench-${randomUUID()}`);
  const { url, stop } = await openDatabase({ dataDirectory, log: quietLog });
  const close = async (): Promise<void> => {
    await stop();
    await rm(dataDirectory, { recursive: true, force: true });
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => {
      isLeaving = true;
      process.on('uncaughtException', () => undefined);
      void close().finally(() => process.exit(1));
    });
  }
  return { url, close };
}
