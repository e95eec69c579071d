import type { ExecutionEvent } from '../../src/engine/index.ts';
import type {
  Append,
  EventLog,
  LastPlace,
  LogSlice,
  RecordedEvent,
} from '../../src/runtime/ports/event-log.ts';

/** What a held statement sees: the log when it was asked, the log when it is answered, or no database. */
export type Answer = 'as-asked' | 'as-answered' | 'failure';

interface Held {
  readonly answer: (how: Answer) => void;
}

/** A log in memory whose answers a test may hold back. Sequences are dense; a sweep leaves holes. */
export class GatedLog implements EventLog {
  /** Whether statements wait for `answer`. */
  isGated = false;
  /** Whether statements that are not held fail. */
  isAway = false;
  /** How many events it gives at once, as if their values were large. */
  mostAtOnce = Number.POSITIVE_INFINITY;
  readonly reads: { readonly executionId: string; readonly after: number; readonly limit: number }[] = [];
  readonly looks: (readonly string[])[] = [];
  readonly #rows = new Map<string, RecordedEvent[]>();
  readonly #ends = new Map<string, number>();
  #held: Held[] = [];

  get held(): number {
    return this.#held.length;
  }

  rows(executionId: string): readonly RecordedEvent[] {
    return this.#rows.get(executionId) ?? [];
  }

  /** How many events the log ever had. */
  end(executionId: string): number {
    return this.#ends.get(executionId) ?? 0;
  }

  /** Writes the events, and returns what their owner would publish. */
  append(executionId: string, events: readonly ExecutionEvent[]): Append {
    const end = this.end(executionId);
    const recorded = events.map((event, index) => ({ sequence: end + 1 + index, event }));
    this.#rows.set(executionId, [...this.rows(executionId), ...recorded]);
    this.#ends.set(executionId, end + events.length);
    return { executionId, epoch: 1, events: recorded };
  }

  /** Removes the deltas. */
  sweep(executionId: string): void {
    const kept = this.rows(executionId).filter(({ event }) => event.type !== 'TextDelta');
    this.#rows.set(executionId, kept);
  }

  /** Answers one held statement; without an index, all. */
  answer(how: Answer, index?: number): void {
    const chosen =
      index === undefined ? this.#held.splice(0) : this.#held.splice(index % this.#held.length, 1);
    for (const held of chosen) held.answer(how);
  }

  read(executionId: string, after: number, limit: number): Promise<LogSlice> {
    this.reads.push({ executionId, after, limit });
    return this.#statement(() => {
      const later = this.rows(executionId).filter((row) => row.sequence > after);
      const asked = later.slice(0, limit);
      const events = asked.slice(0, this.mostAtOnce);
      return { events, more: events.length < asked.length };
    });
  }

  lastSequences(executionIds: readonly string[]): Promise<ReadonlyMap<string, number>> {
    this.looks.push(executionIds);
    return this.#statement(
      () => new Map(executionIds.filter((id) => this.end(id) > 0).map((id) => [id, this.end(id)])),
    );
  }

  last(executionId: string): Promise<LastPlace | null> {
    this.looks.push([executionId]);
    return this.#statement(() => {
      const last = this.rows(executionId).at(-1);
      return last ? { sequence: last.sequence, type: last.event.type } : null;
    });
  }

  outline(): Promise<LogSlice> {
    throw new Error('nobody asks this log for outlines');
  }

  commit(): Promise<void> {
    throw new Error('nobody commits through this log');
  }

  epochsAt(): Promise<readonly (number | null)[]> {
    throw new Error('nobody asks this log for epochs');
  }

  async #statement<T>(run: () => T): Promise<T> {
    if (!this.isGated && this.isAway) throw new Error('connection refused');
    if (!this.isGated) return run();
    const asked = run();
    const how = await new Promise<Answer>((answer) => this.#held.push({ answer }));
    if (how === 'failure') throw new Error('connection lost');
    return how === 'as-asked' ? asked : run();
  }
}
