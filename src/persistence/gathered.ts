import DataLoader from 'dataloader';
import { asking } from './unavailable.ts';

/** So many keep a statement's arrays and its answer small. */
const mostAtOnce = 100;

/**
 * Asks for everything that is wanted in the same turn of the event loop in one statement. Nothing is remembered: what
 * was written before somebody asks, he sees. The read gives an answer for each key, in their order.
 */
export function gathered<Key, Answer>(
  read: (keys: readonly Key[]) => Promise<readonly Answer[]>,
): (key: Key) => Promise<Answer> {
  const loader = new DataLoader((keys: readonly Key[]) => asking(() => read(keys)), {
    cache: false,
    maxBatchSize: mostAtOnce,
    batchScheduleFn: (run) => setImmediate(run),
  });
  return (key) => loader.load(key);
}
