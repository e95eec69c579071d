import DataLoader from 'dataloader';
import { asking } from './unavailable.ts';

/** So many keep a statement's arrays and its answer small. */
const mostAtOnce = 100;

/**
 * Asks for everything that is wanted in the same turn of the event loop in one statement. Nothing is remembered: what
 * was written before somebody asks, he sees. The read gives an answer for each key, in their order.
 */
export function sharedRead<Key, Answer>(
  read: (keys: readonly Key[]) => Promise<readonly Answer[]>,
): (key: Key) => Promise<Answer> {
  const loader = new DataLoader((keys: readonly Key[]) => asking(() => read(keys)), {
    cache: false,
    maxBatchSize: mostAtOnce,
    batchScheduleFn: (run) => setImmediate(run),
  });
  return (key) => loader.load(key);
}

/** What an owner finds of these ids, in no order. */
export type FindByIds<Found> = (ownerId: string, ids: readonly string[]) => Promise<readonly Found[]>;

/** The same for what lies under ids: one read for each owner. The ids must be UUIDs. */
export function sharedReadByOwner<Found extends { readonly id: string }>(
  read: FindByIds<Found>,
): FindByIds<Found> {
  const load = sharedRead(async (asked: readonly { readonly ownerId: string; readonly id: string }[]) => {
    const owners = [...Map.groupBy(asked, ({ ownerId }) => ownerId)];
    const reads = owners.map(async ([ownerId, of]) => {
      const found = await read(ownerId, [...new Set(of.map(({ id }) => id))]);
      return [ownerId, new Map(found.map((one) => [one.id, one]))] as const;
    });
    const found = new Map(await Promise.all(reads));
    return asked.map(({ ownerId, id }) => found.get(ownerId)?.get(id) ?? null);
  });
  return async (ownerId, ids) => {
    const distinct = [...new Set(ids.map((id) => id.toLowerCase()))];
    const found = await Promise.all(distinct.map((id) => load({ ownerId, id })));
    return found.filter((one) => one !== null);
  };
}
