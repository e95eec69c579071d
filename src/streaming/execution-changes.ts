/**
 * Which executions have changed, for those in this process who watch an owner's.
 *
 * It tells ids only: whoever reads one looks the execution up, and sees it as it is then.
 *
 * C1  Whoever publishes never waits: the work is one step for each subscriber of that owner.
 * C2  A subscriber costs a bounded set of ids: an execution that changes again before it was read is in it once.
 * C3  What does not fit ends the subscription with an error. A list with a silent hole would look complete.
 * C4  The end of an iteration frees everything.
 */
import type { ExecutionChanges } from '../runtime/ports/execution-changes.ts';
import { ChangedExecutions } from './changed-executions.ts';

/** Changed executions that are kept for one subscriber: about 100 KB. */
const defaultMostPending = 1000;

/** The changes that one process knows of. */
export function createExecutionChanges({ mostPending = defaultMostPending } = {}): ExecutionChanges {
  const owners = new Map<string, Set<ChangedExecutions>>();
  let subscribers = 0;

  const leave = (ownerId: string, one: ChangedExecutions): void => {
    const watching = owners.get(ownerId);
    if (!watching?.delete(one)) return;
    subscribers -= 1;
    if (watching.size === 0) owners.delete(ownerId);
  };
  const join = (ownerId: string, one: ChangedExecutions): void => {
    owners.set(ownerId, (owners.get(ownerId) ?? new Set()).add(one));
    subscribers += 1;
  };

  return {
    publish: (ownerId, executionId) => {
      for (const one of owners.get(ownerId) ?? []) one.offer(executionId);
    },
    subscribe: (ownerId, signal) => ({
      [Symbol.asyncIterator]: () =>
        new ChangedExecutions({
          mostPending,
          signal,
          join: (one) => join(ownerId, one),
          leave: (one) => leave(ownerId, one),
        }),
    }),
    get subscribers() {
      return subscribers;
    },
  };
}
