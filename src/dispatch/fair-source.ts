import type { Clock } from '../runtime/ports/clock.ts';
import type { HeldJob } from './held-job.ts';
import type { JobAttempt, JobSource } from './job-source.ts';

/**
 * A look past somebody's long backlog reads all of it. One that finds nothing is not repeated for this long, nor for
 * `pauseFactor` times as long as it took: so such looks take a twentieth of the time at most.
 */
const pauseMs = 100;
const pauseFactor = 20;

export interface FairSourceOptions {
  readonly source: JobSource;
  readonly clock: Clock;
  /** How many jobs are held at a time. */
  readonly concurrency: number;
  /** How many of them may be of one group; null: all. The source sees to it. */
  readonly perGroup: number | null;
}

/**
 * Takes jobs so that nobody waits behind all that somebody else has queued.
 *
 * S1  Where places are scarce, a free one goes first to groups that hold less than their share: all places, divided by the
 *     groups that hold any, with one more for a newcomer. Then it goes to those that do not hold the most.
 * S2  No place stays free for the sake of fairness: what nobody else wants goes to whoever queued first.
 */
export class FairSource {
  readonly #options: FairSourceOptions;
  /** Of the first look and of the second. */
  readonly #pausedUntil = [0, 0];

  constructor(options: FairSourceOptions) {
    this.#options = options;
  }

  async take(held: ReadonlySet<HeldJob>): Promise<readonly JobAttempt[]> {
    const { source, concurrency } = this.#options;
    const taken: JobAttempt[] = [];
    const room = () => concurrency - held.size - taken.length;
    try {
      if (this.#isScarce(room())) {
        for (const [look, passedOver] of crowdedFirst(countsOf(held), concurrency).entries()) {
          if (room() > 0) taken.push(...(await this.#lookPast(look, passedOver, room())));
        }
      }
      if (room() > 0) taken.push(...(await source.take(room(), [])));
    } catch (error) {
      // What an earlier look has taken is held by now; the next turn finds out what is wrong.
      if (taken.length === 0) throw error;
    }
    return taken;
  }

  /** A limit for each group makes places scarce however many there are: one look sees no further than the first in line. */
  #isScarce(room: number): boolean {
    const { concurrency, perGroup } = this.#options;
    return room < concurrency / 2 || perGroup !== null;
  }

  async #lookPast(look: number, groups: readonly string[], limit: number): Promise<readonly JobAttempt[]> {
    const { source, clock } = this.#options;
    if (groups.length === 0 || clock.monotonic() < (this.#pausedUntil[look] ?? 0)) return [];
    const began = clock.monotonic();
    const taken = await source.take(limit, groups);
    const now = clock.monotonic();
    if (taken.length === 0) this.#pausedUntil[look] = now + Math.max(pauseMs, pauseFactor * (now - began));
    return taken;
  }
}

type Counts = ReadonlyMap<string, number>;

function countsOf(held: ReadonlySet<HeldJob>): Counts {
  const counts = new Map<string, number>();
  for (const { attempt } of held)
    if (attempt.group !== null) counts.set(attempt.group, (counts.get(attempt.group) ?? 0) + 1);
  return counts;
}

/** Whom the first look passes over, and whom the second. */
function crowdedFirst(counts: Counts, concurrency: number): readonly [readonly string[], readonly string[]] {
  const share = concurrency / (counts.size + 1);
  const most = Math.max(...counts.values());
  const atShare = groupsWith(counts, (count) => count >= share);
  const atMost = groupsWith(counts, (count) => count === most);
  return atShare.length === atMost.length ? [atShare, []] : [atShare, atMost];
}

function groupsWith(counts: Counts, condition: (count: number) => boolean): readonly string[] {
  return [...counts].filter(([, count]) => condition(count)).map(([group]) => group);
}
