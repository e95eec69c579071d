import type { ExecutionPriority } from '../execution-record.ts';
import type { Transaction } from './transaction.ts';

/** A moment at which an activation that waits must go on. */
export interface Timer {
  readonly executionId: string;
  readonly path: string;
  readonly attempt: number;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** An execution that must move, and whose it is: no owner waits behind all that another has queued. */
export interface QueuedExecution {
  readonly executionId: string;
  readonly ownerId: string;
  /** What is higher begins first, where owners are equal. */
  readonly priority: ExecutionPriority;
}

export interface DispatchOptions {
  /** How many executions this process moves at a time. */
  readonly concurrency: number;
  /** How many executions of one owner move at a time, in all processes; null: any number. */
  readonly perOwner: number | null;
}

/**
 * Makes jobs durable together with what makes them necessary. The caller locks the executions' rows first: an
 * enqueue may wait until another transaction that enqueued the same execution has ended.
 */
export interface JobQueue {
  /**
   * Each of these executions must move. One that has a queued job already gets no second one; one that runs gets
   * another run when this one has ended. One statement.
   */
  enqueue(executions: readonly QueuedExecution[], transaction: Transaction): Promise<void>;
  /** Each execution gets a timer command when its time has come. The same timer twice is one. One statement. */
  schedule(timers: readonly Timer[], transaction: Transaction): Promise<void>;
}

/** What a worker does with its jobs. */
export interface JobHandlers {
  /**
   * Moves the execution as far as it goes: until it has ended, or waits without a process. Rejects only where it
   * must be tried again, which happens after a pause. `signal` aborts when the job is no longer this worker's, or
   * when the worker must hand it over: let go then, and somebody goes on.
   * @returns `ended`: it will need no job again. `left`: it waits, or somebody else has it
   */
  run(executionId: string, signal: AbortSignal): Promise<'ended' | 'left'>;
  /** Writes the timers' commands; resolves when they are durable. Rejects where they must be tried again. */
  wake(timers: readonly Timer[]): Promise<void>;
}

/**
 * Decides who runs what. An execution's jobs run one after the other, over all processes. A job that runs twice is
 * harmless: the execution's epoch decides.
 */
export interface Dispatcher extends JobQueue {
  /** Makes ready what the other methods need; without it, the first of them does. */
  open(): Promise<void>;
  /** Begins to take jobs. Once only. */
  start(handlers: JobHandlers, options: DispatchOptions): Promise<void>;
  /** An execution may have a new job: look now, not at the next turn. */
  nudge(): void;
  /**
   * Takes no further job and aborts the signals of those that run; resolves when they have let go. What they did
   * not end is free for another process at once.
   */
  stop(): Promise<void>;
  /**
   * Frees the jobs of all processes that came before, which are known to be dead, without waiting for their
   * heartbeats. Before `start`, and only where no other process is.
   */
  clearFormerOwners(): Promise<void>;
  /** Those of the executions that have no job, queued or running: nothing would move them. */
  withoutJob(executionIds: readonly string[]): Promise<readonly string[]>;
  /** How many executions wait for a place, of all processes. */
  waiting(): Promise<number>;
}
