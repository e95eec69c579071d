import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase } from '../src/persistence/index.ts';

/** Says what goes wrong only, so that nothing comes between the figures. */
export const quietLog = { info: () => undefined, warn: console.error, error: console.error };

/** A PostgreSQL of the measurement's own, empty, whose files go with it. */
export async function openTemporaryDatabase() {
  const dataDirectory = join(tmpdir(), `chatter-bench-${randomUUID()}`);
  const { url, stop } = await openDatabase({ dataDirectory, log: quietLog });
  return {
    url,
    close: async (): Promise<void> => {
      await stop();
      await rm(dataDirectory, { recursive: true, force: true });
    },
  };
}
