/**
 * Which executions have changed, for those in this process who watch an owner's. Whoever hears of a change, here or from
 * another process, publishes it; where something may not have been heard of, it is looked for.
 *
 * C1  Whoever publishes never waits: the work is one step for each subscriber of that owner.
 * C2  A subscriber costs a bounded set of changes: an execution that changes again before it was told is in it once,
 *     and is told as it is after the last of them.
 * C3  What does not fit ends the subscription with an error. A list with a silent hole would look complete.
 * C4  The end of an iteration frees everything.
 * C5  Executions are read when somebody asks, many in one statement, and once for all who watch the same owner.
 */
import type { ExecutionChanges } from '../runtime/ports/execution-changes.ts';
import { ChangedExecutions } from './changed-executions.ts';
import { WatchedOwner, type WatchedQueries } from './watched-owner.ts';

interface ExecutionChangesOptions {
  readonly executions: WatchedQueries;
  /** Changed executions that are kept for one subscriber. */
  readonly mostPending?: number;
}

/** Their ids are about 100 KB. */
const defaultMostPending = 1000;

/** The changes that one process knows of. */
export function createExecutionChanges({
  executions,
  mostPending = defaultMostPending,
}: ExecutionChangesOptions): ExecutionChanges {
  const owners = new Map<string, WatchedOwner>();
  let subscribers = 0;

  const leave = (owner: WatchedOwner, one: ChangedExecutions): void => {
    if (!owner.leave(one)) return;
    subscribers -= 1;
    if (owner.isDeserted) owners.delete(owner.id);
  };
  const join = (ownerId: string, one: ChangedExecutions): WatchedOwner => {
    const owner = owners.get(ownerId) ?? new WatchedOwner(ownerId, executions);
    owners.set(ownerId, owner);
    owner.join(one);
    subscribers += 1;
    return owner;
  };

  const lookBack = async (durationMs: number): Promise<void> => {
    const watched = [...owners.values()];
    if (watched.length === 0) return;
    try {
      // One more than is kept: whoever has not read them all by then must list them.
      const ids = watched.map(({ id }) => id);
      const changed = await executions.changedWithin(ids, durationMs, mostPending + 1);
      for (const { ownerId, id } of changed) owners.get(ownerId)?.publish(id);
    } catch (failure) {
      for (const owner of watched) owner.fail(failure);
    }
  };

  return {
    lookBack: (durationMs) => void lookBack(durationMs),
    publish: (ownerId, executionId) => owners.get(ownerId)?.publish(executionId),
    subscribe: (ownerId, signal) => ({
      [Symbol.asyncIterator]: () =>
        new ChangedExecutions({ mostPending, signal, join: (one) => join(ownerId, one), leave }),
    }),
    get subscribers() {
      return subscribers;
    },
  };
}
