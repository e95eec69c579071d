import { parentPort } from 'node:worker_threads';
import type { ThreadMessage, ThreadScript } from '../../src/sandbox/thread/messages.ts';

/** A thread of the sandbox that ends as it is told instead of running anything. */
const say = (message: ThreadMessage): void => parentPort?.postMessage(message);

parentPort?.on('message', ({ source }: ThreadScript) => {
  if (source === 'die') process.exit(1);
  if (source === 'throw') throw new Error('a fault of the engine');
  say({ status: 'returned', text: 'true', log: '' });
});
say({ status: 'ready' });
