/*
 * A worker process of the tests: takes the jobs of the database at its first argument. Prints one line of JSON for
 * each run. SIGTERM stops it, and it ends by itself once nothing keeps it.
 */
import { once } from 'node:events';
import { createPgBossDispatcher } from '../../src/dispatch/index.ts';
import type { JobHandlers } from '../../src/runtime/ports/dispatcher.ts';
import { silentServerLog } from './dispatcher-silent-log.ts';

const dispatcher = createPgBossDispatcher({
  database: { url: process.argv[2] ?? '' },
  log: silentServerLog,
});
const print = (line: object) => process.stdout.write(`${JSON.stringify(line)}\n`);
const handlers: JobHandlers = {
  run: async (executionId, signal) => {
    print({ executionId });
    if (!signal.aborted) await once(signal, 'abort');
    return 'left';
  },
  wake: async () => undefined,
};
process.once('SIGTERM', () => dispatcher.stop());
await dispatcher.start(handlers, { concurrency: 10, perOwner: null });
print({ ready: true });
