import type { Clock } from '../ports/clock.ts';
import type { CommandQueue, ExecutionStore } from '../ports/execution-store.ts';
import type { ServerLog } from '../ports/server-log.ts';

/** A wake-up that was lost costs this much. */
const pollMs = 500;

interface Addressee {
  deliver(commands: CommandQueue): void;
}

interface CommandWatchParts {
  readonly store: Pick<ExecutionStore, 'commands'>;
  readonly clock: Clock;
  readonly log: ServerLog;
}

/** Brings commands to the owners in this process: one statement for all of them, and none while there is no owner. */
export class CommandWatch {
  readonly #parts: CommandWatchParts;
  readonly #owners = new Map<string, Addressee>();
  readonly #noticed = new Set<string>();
  #reading = false;
  #failing = false;
  #disarm: (() => void) | null = null;

  constructor(parts: CommandWatchParts) {
    this.#parts = parts;
  }

  get size(): number {
    return this.#owners.size;
  }

  add(executionId: string, owner: Addressee): void {
    this.#owners.set(executionId, owner);
    this.#arm();
  }

  remove(executionId: string, owner: Addressee): void {
    if (this.#owners.get(executionId) === owner) this.#owners.delete(executionId);
    if (this.#owners.size > 0) return;
    this.#disarm?.();
    this.#disarm = null;
  }

  /** One of these may have a command: look now. */
  notice(executionId: string): void {
    if (!this.#owners.has(executionId)) return;
    this.#noticed.add(executionId);
    if (!this.#reading) void this.#readNoticed();
  }

  /** Each of them may. */
  noticeAll(): void {
    for (const executionId of this.#owners.keys()) this.notice(executionId);
  }

  async #readNoticed(): Promise<void> {
    this.#reading = true;
    while (this.#noticed.size > 0) {
      const ids = [...this.#noticed];
      this.#noticed.clear();
      await this.#deliver(ids);
    }
    this.#reading = false;
  }

  #arm(): void {
    this.#disarm ??= this.#parts.clock.after(pollMs, () => {
      this.#disarm = null;
      void this.#deliver([...this.#owners.keys()]).then(() => {
        if (this.#owners.size > 0) this.#arm();
      });
    });
  }

  /** What cannot be read now is read at the next turn. That is said once, until something can be read. */
  async #deliver(executionIds: readonly string[]): Promise<void> {
    try {
      const queues = await this.#parts.store.commands(executionIds);
      this.#failing = false;
      for (const [id, commands] of queues) this.#owners.get(id)?.deliver(commands);
    } catch (error) {
      if (!this.#failing) this.#parts.log.warn('commands could not be read; trying again', { error });
      this.#failing = true;
    }
  }
}
