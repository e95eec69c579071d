import type { CommandQueue, ExecutionCommand } from '../ports/execution-store.ts';

/** Which commands the owner has read: each is obeyed once, and marked as consumed with the events that answer it. */
export class ReadCommands {
  readonly #seen = new Set<string>();
  #answered: string[] = [];
  #count = 0;

  /** How many there were of the execution when it last looked: parking fails where there are more by now. */
  get count(): number {
    return this.#count;
  }

  /** Those that are new, in order. */
  *read({ count, unread }: CommandQueue): Iterable<ExecutionCommand> {
    this.#count = Math.max(this.#count, count);
    for (const command of unread) {
      if (this.#seen.has(command.id)) continue;
      this.#seen.add(command.id);
      this.#answered.push(command.id);
      yield command;
    }
  }

  /** Those that were read since, for the next append; null: none. */
  takeAnswered(): readonly string[] | null {
    if (this.#answered.length === 0) return null;
    const answered = this.#answered;
    this.#answered = [];
    return answered;
  }
}
