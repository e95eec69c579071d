import { setImmediate } from 'node:timers/promises';
import type { Clock } from '../runtime/ports/clock.ts';
import type { ServerLog } from '../runtime/ports/server-log.ts';
import { FairSource } from './fair-source.ts';
import { HeldJob } from './held-job.ts';
import type { JobAttempt, JobSource } from './job-source.ts';
import { jobLifetimeSeconds } from './queues.ts';

/**
 * `ended`: it is done, and no job of its key will follow. `again`: it is not done, and somebody must go on with it.
 */
export type JobOutcome = 'done' | 'ended' | 'again';

export interface JobLoopOptions {
  readonly queue: string;
  readonly source: JobSource;
  /** How many jobs are held at a time. */
  readonly concurrency: number;
  /** How many of them may be of one group; null: all. */
  readonly perGroup: number | null;
  /** Begins the work on jobs that were taken together; one outcome for each. */
  readonly perform: (jobs: readonly HeldJob[]) => readonly Promise<JobOutcome>[];
  readonly clock: Clock;
  readonly log: ServerLog;
}

const pollMs = 500;
/** A fifth of the time after which a silent process counts as dead: some may come late. */
const heartbeatMs = 2_000;
const failurePauseMs = 1_000;
const lost = 'belongs to another process now';
/** Sooner than pg-boss, which would make a crash of it. */
const longestHoldMs = (jobLifetimeSeconds - 60 * 60) * 1000;

/**
 * Takes one queue's jobs and gives them back. Owns what this process holds of the queue; knows nothing of what the
 * jobs mean.
 *
 * L1  At most one turn is under way. A turn first gives back what has ended, then takes what there is room for:
 *     one statement each, whatever number of jobs they move.
 * L2  A wake-up during a turn causes another turn after it, so what was there before the wake-up is seen. A job whose
 *     work has ended is followed by a look where others may have waited, for its place or behind it.
 * L3  A job counts against the room until its work has ended, also after it was lost. What is said of a lost job
 *     then changes nothing: its attempt is over.
 * L4  A job whose work failed stays held for a pause. So a failing job does not spin, and a job that is given back
 *     needs no delay of its own.
 */
export class JobLoop {
  readonly #options: JobLoopOptions;
  readonly #fair: FairSource;
  readonly #held = new Set<HeldJob>();
  readonly #work = new Set<Promise<void>>();
  readonly #finished: JobAttempt[] = [];
  readonly #released: JobAttempt[] = [];
  #turn: Promise<void> | null = null;
  #mustGiveBack = false;
  #mustLook = false;
  /** The last look may have left some for want of a place. */
  #othersWait = false;
  #stopping = false;
  #unreachable = false;
  #touching = false;
  #lastFailure: unknown = null;
  #cancelPoll = () => {};
  #cancelHeartbeat = () => {};

  constructor(options: JobLoopOptions) {
    this.#options = options;
    this.#fair = new FairSource(options);
  }

  start(): void {
    this.#armHeartbeat();
    this.#armPoll();
    this.wake();
  }

  /** Looks at the queue now, or right after the turn under way. */
  wake(): void {
    this.#mustLook = true;
    this.#turn ??= this.#takeTurns();
  }

  /** Asks for everything back; resolves when all of it has been given back. */
  async stop(): Promise<void> {
    this.#stopping = true;
    for (const job of this.#held) job.letGo('is handed over: the process stops');
    while (this.#work.size > 0) await Promise.all(this.#work);
    this.#giveBack();
    await this.#turn;
    this.#cancelPoll();
    this.#cancelHeartbeat();
  }

  #giveBack(): void {
    this.#mustGiveBack = true;
    this.#turn ??= this.#takeTurns();
  }

  async #takeTurns(): Promise<void> {
    try {
      while (this.#mustGiveBack || this.#mustLook) {
        await setImmediate(); // what ends together is given back together
        if (this.#mustGiveBack) await this.#giveBackAll();
        if (this.#mustLook) await this.#look();
      }
      this.#unreachable = false;
    } catch (error) {
      this.#reportUnreachable(error);
    } finally {
      this.#turn = null;
    }
  }

  async #giveBackAll(): Promise<void> {
    const { source } = this.#options;
    this.#mustGiveBack = false; // what ends meanwhile asks for it again
    await flush(this.#finished, (jobs) => source.finish(jobs));
    await flush(this.#released, (jobs) => source.release(jobs));
  }

  async #look(): Promise<void> {
    const { concurrency, perGroup } = this.#options;
    const room = concurrency - this.#held.size;
    this.#mustLook = false;
    this.#othersWait = true;
    if (this.#stopping || room === 0) return;
    this.#armPoll();
    const attempts = await this.#fair.take(this.#held);
    // A look may see half of what there is room for, and find one of the two jobs that a key may have.
    this.#othersWait = attempts.length >= room / 4 || perGroup !== null;
    if (this.#stopping) {
      this.#released.push(...attempts);
      this.#mustGiveBack = true;
    } else if (attempts.length > 0) {
      this.#begin(attempts);
    }
  }

  #begin(attempts: readonly JobAttempt[]): void {
    this.#loseOlder(attempts);
    const takenAt = this.#options.clock.monotonic();
    const jobs = attempts.map((attempt) => new HeldJob(attempt, takenAt));
    const outcomes = this.#options.perform(jobs);
    for (const [index, job] of jobs.entries()) {
      this.#held.add(job);
      const work = this.#follow(job, outcomes[index]);
      this.#work.add(work);
      void work.then(() => this.#work.delete(work));
    }
  }

  /** Taking a job that is held already tells that the older attempt was lost. */
  #loseOlder(attempts: readonly JobAttempt[]): void {
    const ids = new Set(attempts.map(({ id }) => id));
    for (const job of this.#held) if (ids.has(job.attempt.id)) job.letGo(lost);
  }

  async #follow(job: HeldJob, work: Promise<JobOutcome> | undefined): Promise<void> {
    const outcome = await this.#outcomeOf(job, work);
    this.#held.delete(job);
    (outcome === 'again' ? this.#released : this.#finished).push(job.attempt);
    if (outcome !== 'ended' || this.#othersWait) this.#mustLook = true;
    this.#giveBack();
  }

  async #outcomeOf(job: HeldJob, work: Promise<JobOutcome> | undefined): Promise<JobOutcome> {
    try {
      return (await work) ?? 'again';
    } catch (error) {
      if (!job.signal.aborted) {
        this.#reportFailure(job, error);
        await this.#pause(job.signal);
      }
      return 'again';
    }
  }

  /** Once for jobs that failed together. */
  #reportFailure({ attempt }: HeldJob, error: unknown): void {
    if (error === this.#lastFailure) return;
    this.#lastFailure = error;
    const { queue, log } = this.#options;
    log.error('a job failed and will be tried again', { queue, job: attempt.data, error });
  }

  #pause(signal: AbortSignal): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const cancel = this.#options.clock.after(failurePauseMs, resolve);
    const end = () => {
      cancel();
      resolve();
    };
    signal.addEventListener('abort', end, { once: true });
    return promise;
  }

  #armPoll(): void {
    this.#cancelPoll();
    this.#cancelPoll = this.#options.clock.after(pollMs, () => {
      this.#armPoll();
      // A database that takes long to answer is not asked again without a pause.
      if (this.#turn !== null) return;
      this.#mustLook = true;
      this.#giveBack();
    });
  }

  /** Armed before the statement, not after: a slow answer must not make the next one late. */
  #armHeartbeat(): void {
    this.#cancelHeartbeat = this.#options.clock.after(heartbeatMs, () => {
      this.#armHeartbeat();
      void this.#touch();
    });
  }

  async #touch(): Promise<void> {
    const jobs = [...this.#held];
    if (this.#touching || jobs.length === 0) return;
    this.#touching = true;
    try {
      const own = await this.#options.source.touch(jobs.map((job) => job.attempt));
      for (const job of jobs) if (!own.has(job.attempt.id) && this.#held.has(job)) job.letGo(lost);
      this.#handOverOldest();
    } catch (error) {
      this.#reportUnreachable(error);
    } finally {
      this.#touching = false;
    }
  }

  #handOverOldest(): void {
    const now = this.#options.clock.monotonic();
    for (const job of this.#held)
      if (now - job.takenAt > longestHoldMs) job.letGo('is handed over: held for long');
  }

  #reportUnreachable(error: unknown): void {
    if (this.#unreachable) return;
    this.#unreachable = true;
    const { queue, log } = this.#options;
    log.error('the queue cannot be reached; trying again', { queue, error });
  }
}

/** Empties the list by what the statement took; a failed statement leaves it for the next turn. */
async function flush(
  list: JobAttempt[],
  statement: (jobs: readonly JobAttempt[]) => Promise<void>,
): Promise<void> {
  const jobs = [...list];
  if (jobs.length === 0) return;
  await statement(jobs);
  list.splice(0, jobs.length);
}
