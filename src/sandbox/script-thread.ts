import { Worker } from 'node:worker_threads';
import { AppError } from '../kernel/index.ts';
import type { Clock } from '../runtime/ports/clock.ts';
import type { ThreadAnswer, ThreadMessage, ThreadScript } from './thread/messages.ts';

/**
 * The engine's own stack is bounded more tightly; reading deeply nested source takes far more of the thread's. The heap
 * holds values and results on their way, not the engine's memory.
 */
const resourceLimits = { stackSizeMb: 16, maxOldGenerationSizeMb: 256 };

/** The engine looks at the time by itself, but not inside its built-in functions: beyond this it is ended from outside. */
const graceMs = 250;
/** Between two looks at what a thread has used. */
const leastLookMs = 10;

/** A thread that runs one script at a time. Ending a script from outside ends the thread. */
export class ScriptThread {
  readonly #worker: Worker;
  readonly #clock: Clock;
  readonly #ready = Promise.withResolvers<void>();
  #run = Promise.withResolvers<ThreadAnswer>();
  #isAlive = true;

  constructor(entry: URL, clock: Clock) {
    this.#clock = clock;
    // Whoever breaks out of the engine finds no settings of the server.
    this.#worker = new Worker(entry, { resourceLimits, env: {}, execArgv: [] });
    this.#worker.unref();
    this.#worker.on('message', (message: ThreadMessage) => this.#hear(message));
    this.#worker.on('error', (cause) => void this.end(failureOf(cause)));
    this.#worker.on('exit', () => void this.end(brokenOff()));
    // Nobody may be waiting when the thread ends.
    this.#ready.promise.catch(() => undefined);
    this.#run.promise.catch(() => undefined);
  }

  /** Whether it can take another script. */
  get isAlive(): boolean {
    return this.#isAlive;
  }

  /** @throws AppError `code/…`; what the signal was aborted with */
  async run(script: ThreadScript, signal: AbortSignal): Promise<ThreadAnswer> {
    const onAbort = (): void => void this.end(signal.reason);
    signal.addEventListener('abort', onAbort);
    let disarm = (): void => {};
    try {
      signal.throwIfAborted();
      await this.#ready.promise;
      this.#run = Promise.withResolvers();
      disarm = this.#watch(script.cpuMs + graceMs);
      this.#worker.postMessage(script);
      return await this.#run.promise;
    } finally {
      disarm();
      signal.removeEventListener('abort', onAbort);
    }
  }

  /** Ends it at once, and what it runs with this reason. */
  async end(reason: unknown): Promise<void> {
    this.#isAlive = false;
    this.#ready.reject(reason);
    this.#run.reject(reason);
    await this.#worker.terminate();
  }

  #hear(message: ThreadMessage): void {
    if (message.status === 'ready') this.#ready.resolve();
    else this.#run.resolve(message);
  }

  /**
   * Ends what uses so much processor time from now on. On a busy machine it comes to that later, so it is looked at how
   * much it was.
   * @returns ends the watch
   */
  #watch(limitMs: number): () => void {
    const usedBefore = this.#worker.cpuUsage();
    let isOver = false;
    let disarm = (): void => {};
    const look = async (): Promise<void> => {
      const { user, system } = await this.#worker.cpuUsage(await usedBefore);
      // The script may have ended meanwhile: what the thread uses now is the next one's.
      if (isOver) return;
      const leftMs = limitMs - (user + system) / 1000;
      if (leftMs > 0) return lookAfter(Math.max(leftMs, leastLookMs));
      this.#run.resolve({ status: 'outOfTime' });
      await this.end(brokenOff());
    };
    const lookAfter = (delayMs: number): void => {
      // A thread that has ended says nothing of itself, and nobody asks any more.
      disarm = this.#clock.after(delayMs, () => void look().catch(() => undefined));
    };
    usedBefore.catch(() => undefined);
    lookAfter(limitMs);
    return () => {
      isOver = true;
      disarm();
    };
  }
}

function failureOf(cause: unknown): AppError {
  const isHeap = cause instanceof Error && 'code' in cause && cause.code === 'ERR_WORKER_OUT_OF_MEMORY';
  if (!isHeap) return brokenOff(cause);
  return new AppError('code/memory', 'its values and its result do not fit into the memory of the sandbox');
}

function brokenOff(cause?: unknown): AppError {
  return new AppError('code/interrupted', 'the sandbox that ran it has ended', { retryable: true, cause });
}
