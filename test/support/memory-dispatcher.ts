import { DispatchLoops } from '../../src/dispatch/dispatch-loops.ts';
import type { JobAttempt, JobSource } from '../../src/dispatch/job-source.ts';
import { executionPriorities } from '../../src/runtime/execution-record.ts';
import type { Clock } from '../../src/runtime/ports/clock.ts';
import type {
  Dispatcher,
  DispatchOptions,
  JobHandlers,
  QueuedExecution,
  Timer,
} from '../../src/runtime/ports/dispatcher.ts';
import { silentLog } from './silent-log.ts';

const heartbeatLimitMs = 10_000;

type JobState = 'created' | 'retry' | 'active';

interface MemoryJob<Data> {
  readonly id: string;
  readonly key: string;
  readonly data: Data;
  readonly startAfter: number;
  readonly state: JobState;
  readonly retryCount: number;
  readonly heartbeatAt: number;
  readonly group: string | null;
  readonly priority: number;
}

interface NewJob<Data> {
  readonly key: string;
  readonly data: Data;
  readonly startAfter: number;
  readonly group: string | null;
  readonly priority: number;
}

/** A table of jobs that processes share. A key may be there once in each of the groups of states that exclude. */
class MemoryQueue<Data> implements JobSource {
  readonly #clock: Clock;
  readonly #exclusive: readonly JobState[];
  #jobs: MemoryJob<Data>[] = [];
  #lastId = 0;

  constructor(clock: Clock, exclusive: readonly JobState[]) {
    this.#clock = clock;
    this.#exclusive = exclusive;
  }

  add(added: NewJob<Data>): void {
    if (this.#jobs.some((job) => job.key === added.key && this.#exclusive.includes(job.state))) return;
    const id = `job-${++this.#lastId}`;
    this.#jobs.push({ ...added, id, state: 'created', retryCount: 0, heartbeatAt: 0 });
  }

  /** The same, for a process whose groups may hold only so many. */
  limitedTo(perGroup: number | null): JobSource {
    return {
      take: (limit, passedOver) => this.take(limit, passedOver, perGroup ?? Number.POSITIVE_INFINITY),
      finish: (attempts) => this.finish(attempts),
      release: (attempts) => this.release(attempts),
      touch: (attempts) => this.touch(attempts),
    };
  }

  async take(
    limit: number,
    passedOver: readonly string[],
    perGroup = Number.POSITIVE_INFINITY,
  ): Promise<readonly JobAttempt[]> {
    this.#freeSilent();
    const now = this.#clock.now();
    const taken: JobAttempt[] = [];
    for (const job of this.#jobs.toSorted((a, b) => b.priority - a.priority)) {
      const held = this.#jobs.some((other) => other.key === job.key && other.state === 'active');
      if (taken.length === limit || held || job.startAfter > now) continue;
      if (job.group !== null && (passedOver.includes(job.group) || this.#activeOf(job.group) >= perGroup))
        continue;
      const active: MemoryJob<Data> = { ...job, state: 'active', heartbeatAt: now };
      this.#replace(job, active);
      taken.push(active);
    }
    return taken;
  }

  async finish(attempts: readonly JobAttempt[]): Promise<void> {
    for (const job of this.#own(attempts)) this.#jobs = this.#jobs.filter((other) => other !== job);
  }

  async release(attempts: readonly JobAttempt[]): Promise<void> {
    for (const job of this.#own(attempts)) this.#free(job);
  }

  async touch(attempts: readonly JobAttempt[]): Promise<ReadonlySet<string>> {
    const own = this.#own(attempts);
    for (const job of own) this.#replace(job, { ...job, heartbeatAt: this.#clock.now() });
    return new Set(own.map(({ id }) => id));
  }

  #activeOf(group: string): number {
    return this.#jobs.filter((job) => job.group === group && job.state === 'active').length;
  }

  releaseAll(): void {
    for (const job of this.#jobs.filter(({ state }) => state === 'active')) this.#free(job);
  }

  get waiting(): number {
    return this.#jobs.filter(({ state }) => state !== 'active').length;
  }

  has(key: string): boolean {
    return this.#jobs.some((job) => job.key === key);
  }

  #freeSilent(): void {
    const oldest = this.#clock.now() - heartbeatLimitMs;
    for (const job of this.#jobs) if (job.state === 'active' && job.heartbeatAt < oldest) this.#free(job);
  }

  /** Where another attempt waits to be tried again already, this one has nothing to add. */
  #free(job: MemoryJob<Data>): void {
    const waits = this.#jobs.some((other) => other.key === job.key && other.state === 'retry');
    if (waits) this.#jobs = this.#jobs.filter((other) => other !== job);
    else this.#replace(job, { ...job, state: 'retry', retryCount: job.retryCount + 1 });
  }

  #own(attempts: readonly JobAttempt[]): readonly MemoryJob<Data>[] {
    return this.#jobs.filter(
      (job) =>
        job.state === 'active' &&
        attempts.some(({ id, retryCount }) => id === job.id && retryCount === job.retryCount),
    );
  }

  #replace(job: MemoryJob<Data>, next: MemoryJob<Data>): void {
    this.#jobs = this.#jobs.map((other) => (other === job ? next : other));
  }
}

/** What the database is to the processes: the jobs, and one time for all. */
export class MemoryJobs {
  readonly executions: MemoryQueue<{ readonly executionId: string }>;
  readonly timers: MemoryQueue<Timer>;

  constructor(clock: Clock) {
    this.executions = new MemoryQueue(clock, ['created']);
    this.timers = new MemoryQueue(clock, ['created', 'retry', 'active']);
  }
}

export interface MemoryDispatcherOptions {
  readonly clock: Clock;
  /** Shared with other processes' dispatchers. */
  readonly jobs: MemoryJobs;
}

/** A dispatcher without a database: same loop, jobs in memory. Enqueues at once, whatever becomes of the transaction. */
export class MemoryDispatcher implements Dispatcher {
  readonly #clock: Clock;
  readonly #jobs: MemoryJobs;
  #loops: DispatchLoops | null = null;

  constructor({ clock, jobs }: MemoryDispatcherOptions) {
    this.#clock = clock;
    this.#jobs = jobs;
  }

  async open(): Promise<void> {}

  async enqueue(executions: readonly QueuedExecution[]): Promise<void> {
    for (const { executionId, ownerId: group, priority: named } of executions) {
      const priority = executionPriorities.indexOf(named);
      this.#jobs.executions.add({ key: executionId, data: { executionId }, startAfter: 0, group, priority });
    }
  }

  async schedule(timers: readonly Timer[]): Promise<void> {
    for (const timer of timers) {
      const { executionId, path, attempt, at } = timer;
      const key = JSON.stringify([executionId, path, attempt, at]);
      this.#jobs.timers.add({ key, data: timer, startAfter: at, group: null, priority: 0 });
    }
  }

  async start(handlers: JobHandlers, { concurrency, perOwner }: DispatchOptions): Promise<void> {
    if (this.#loops !== null) throw new Error('the dispatcher was started before');
    const { executions, timers } = this.#jobs;
    const sources = { executions: executions.limitedTo(perOwner), timers };
    const clock = this.#clock;
    this.#loops = new DispatchLoops({ sources, handlers, concurrency, perOwner, clock, log: silentLog });
    this.#loops.start();
  }

  nudge(): void {
    this.#loops?.nudge();
  }

  async stop(): Promise<void> {
    await this.#loops?.stop();
  }

  async clearFormerOwners(): Promise<void> {
    if (this.#loops !== null) throw new Error('the dispatcher already has jobs of its own');
    this.#jobs.executions.releaseAll();
    this.#jobs.timers.releaseAll();
  }

  async waiting(): Promise<number> {
    return this.#jobs.executions.waiting;
  }

  async withoutJob(executionIds: readonly string[]): Promise<readonly string[]> {
    return executionIds.filter((id) => !this.#jobs.executions.has(id));
  }
}
