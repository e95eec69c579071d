import type { Clock } from '../runtime/ports/clock.ts';
import type { JobHandlers } from '../runtime/ports/dispatcher.ts';
import type { ServerLog } from '../runtime/ports/server-log.ts';
import type { HeldJob } from './held-job.ts';
import { JobLoop, type JobLoopOptions, type JobOutcome } from './job-loop.ts';
import type { JobSource } from './job-source.ts';
import { executionIdOf, timerOf } from './jobs.ts';
import { executionQueue, timerQueue } from './queues.ts';

export interface DispatchLoopsOptions {
  readonly sources: { readonly executions: JobSource; readonly timers: JobSource };
  readonly handlers: JobHandlers;
  /** Of executions. */
  readonly concurrency: number;
  /** How many executions of one owner move at a time, in all processes; null: any number. */
  readonly perOwner: number | null;
  readonly clock: Clock;
  readonly log: ServerLog;
}

type Perform = JobLoopOptions['perform'];

const timerConcurrency = 200;

/** A process's two loops: what is due in each queue goes to its handler. */
export class DispatchLoops {
  readonly #executions: JobLoop;
  readonly #timers: JobLoop;

  constructor({ sources, handlers, concurrency, perOwner, clock, log }: DispatchLoopsOptions) {
    this.#executions = new JobLoop({
      queue: executionQueue,
      source: sources.executions,
      perform: runEach(handlers),
      concurrency,
      perGroup: perOwner,
      clock,
      log,
    });
    this.#timers = new JobLoop({
      queue: timerQueue,
      source: sources.timers,
      perform: wakeTogether(handlers),
      concurrency: timerConcurrency,
      perGroup: null,
      clock,
      log,
    });
  }

  start(): void {
    this.#executions.start();
    this.#timers.start();
  }

  /** Looks for executions only: a new timer is seldom due. */
  nudge(): void {
    this.#executions.wake();
  }

  async stop(): Promise<void> {
    await Promise.all([this.#executions.stop(), this.#timers.stop()]);
  }
}

function runEach(handlers: JobHandlers): Perform {
  const run = async ({ attempt, signal }: HeldJob): Promise<JobOutcome> => {
    const release = await handlers.run(executionIdOf(attempt.data), signal);
    if (release === 'ended') return 'ended';
    return signal.aborted ? 'again' : 'done';
  };
  return (jobs) => jobs.map(run);
}

function wakeTogether(handlers: JobHandlers): Perform {
  const wake = async (jobs: readonly HeldJob[]): Promise<JobOutcome> => {
    await handlers.wake(jobs.map(({ attempt }) => timerOf(attempt.data)));
    return 'done';
  };
  return (jobs) => {
    const outcome = wake(jobs);
    return jobs.map(() => outcome);
  };
}
