import { FairQueue } from '../../kernel/index.ts';

/** Who waits for a provider, and how many more calls of it may begin. */
interface Line {
  free: number;
  waiting: number;
  readonly queue: FairQueue<() => void>;
}

/**
 * Whose call of a provider is next, where only so many may be under way in this process. Owners take turns: whoever has
 * much waiting comes again after one of everybody else.
 */
export class ModelTurns {
  readonly #lines: ReadonlyMap<string, Line>;

  /** @param limits by the names of providers; without one, any number of calls may be under way */
  constructor(limits: ReadonlyMap<string, number>) {
    const lines = [...limits].map(([name, free]): [string, Line] => [
      name,
      { free, waiting: 0, queue: new FairQueue() },
    ]);
    this.#lines = new Map(lines);
  }

  /** How many calls wait, of all providers. */
  get waiting(): number {
    return [...this.#lines.values()].reduce((sum, line) => sum + line.waiting, 0);
  }

  isLimited(provider: string): boolean {
    return this.#lines.has(provider);
  }

  /**
   * Resolves when the call may begin.
   * @returns what to do once when it has ended: the next one begins then
   * @throws the signal's reason, if it is aborted before
   */
  async take(provider: string, ownerId: string, signal: AbortSignal): Promise<() => void> {
    const line = this.#lines.get(provider);
    if (line === undefined) return () => undefined;
    signal.throwIfAborted();
    if (line.free > 0) line.free -= 1;
    else await turnIn(line, ownerId, signal);
    return () => passOn(line);
  }
}

async function turnIn(line: Line, ownerId: string, signal: AbortSignal): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const leave = (): void => {
    line.queue.remove(ownerId, resolve);
    reject(signal.reason);
  };
  line.queue.add(ownerId, resolve);
  line.waiting += 1;
  signal.addEventListener('abort', leave, { once: true });
  try {
    await promise;
  } finally {
    line.waiting -= 1;
    signal.removeEventListener('abort', leave);
  }
}

/** The place goes to the next without being free in between. */
function passOn(line: Line): void {
  const next = line.queue.next();
  if (next === undefined) line.free += 1;
  else next();
}
