import { AppError, FairQueue } from '../kernel/index.ts';
import type { Script, ScriptResult, ScriptRunner } from '../nodes/index.ts';
import type { Clock } from '../runtime/ports/clock.ts';
import type { Scripts } from '../runtime/ports/scripts.ts';
import { resultOf } from './result-of.ts';
import { ScriptThread } from './script-thread.ts';
import type { ThreadScript } from './thread/messages.ts';

export interface SandboxOptions {
  /** Scripts that run at a time; others wait. */
  readonly threads: number;
  readonly clock: Clock;
  /** What a thread runs. */
  readonly entry?: URL;
}

type Waiting = PromiseWithResolvers<ScriptThread>;

/** Runs scripts in threads of its own, so nothing they do holds up the process. Threads are made when they are needed. */
export class Sandbox implements Scripts {
  readonly #options: SandboxOptions;
  readonly #threads = new Set<ScriptThread>();
  readonly #idle: ScriptThread[] = [];
  readonly #waiting = new FairQueue<Waiting>();
  #isClosed = false;

  constructor(options: SandboxOptions) {
    this.#options = options;
  }

  of(ownerId: string): ScriptRunner {
    return { run: (script, signal) => this.#run(ownerId, script, signal) };
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    for (let waiting = this.#waiting.next(); waiting; waiting = this.#waiting.next())
      waiting.reject(closing());
    await Promise.all([...this.#threads].map((thread) => thread.end(closing())));
  }

  async #run(ownerId: string, script: Script, signal: AbortSignal): Promise<ScriptResult> {
    const asked = threadScript(script);
    if (asked.values.length > script.memoryMb * 1_000_000) return resultOf({ status: 'outOfMemory' }, script);
    const thread = await this.#take(ownerId, signal);
    try {
      return resultOf(await thread.run(asked, signal), script);
    } finally {
      this.#giveBack(thread);
    }
  }

  async #take(ownerId: string, signal: AbortSignal): Promise<ScriptThread> {
    signal.throwIfAborted();
    if (this.#isClosed) throw closing();
    const free = this.#free();
    if (free) return free;
    const waiting: Waiting = Promise.withResolvers();
    const giveUp = (): void => {
      this.#waiting.remove(ownerId, waiting);
      waiting.reject(signal.reason);
    };
    this.#waiting.add(ownerId, waiting);
    signal.addEventListener('abort', giveUp);
    try {
      return await waiting.promise;
    } finally {
      signal.removeEventListener('abort', giveUp);
    }
  }

  /** A thread that has nothing to do, or a new one where there may be more. */
  #free(): ScriptThread | undefined {
    for (let idle = this.#idle.pop(); idle; idle = this.#idle.pop()) {
      if (idle.isAlive) return idle;
      this.#threads.delete(idle);
    }
    const { threads, clock, entry } = this.#options;
    if (this.#threads.size >= threads) return undefined;
    const made = new ScriptThread(entry ?? new URL('./thread/main.ts', import.meta.url), clock);
    this.#threads.add(made);
    return made;
  }

  #giveBack(thread: ScriptThread): void {
    if (thread.isAlive) this.#idle.push(thread);
    else this.#threads.delete(thread);
    const next = this.#isClosed ? undefined : this.#waiting.next();
    if (!next) return;
    const free = this.#free();
    if (free) next.resolve(free);
  }
}

function threadScript({ values, ...rest }: Script): ThreadScript {
  return { ...rest, names: Object.keys(values), values: JSON.stringify(Object.values(values)) };
}

function closing(): AppError {
  return new AppError('code/interrupted', 'the server is stopping', { retryable: true });
}
