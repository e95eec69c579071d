import type { Append, EventLog, RecordedEvent } from '../../src/runtime/ports/event-log.ts';
import { CommitError } from '../../src/runtime/ports/event-log.ts';

interface Row extends RecordedEvent {
  readonly epoch: number;
}

/** What the next commit does instead of succeeding. `afterwards`: the rows are written, the answer is lost. */
export type Fault = 'refuse' | 'lose' | 'lose-afterwards' | 'hold';

/** The log in memory: unique places, all or nothing, and faults on request. */
export class MemoryEventLog implements EventLog {
  readonly commits: (readonly Append[])[] = [];
  readonly #rows = new Map<string, Row[]>();
  readonly #poisoned = new Set<string>();
  #faults: Fault[] = [];
  #held: (() => void)[] = [];
  #away = 0;

  failNext(...faults: readonly Fault[]): void {
    this.#faults.push(...faults);
  }

  /** Every commit with an event of this execution is refused. */
  poison(executionId: string): void {
    this.#poisoned.add(executionId);
  }

  /** The next `times` questions about places find the database away. */
  goAway(times: number): void {
    this.#away = times;
  }

  release(): void {
    for (const resume of this.#held.splice(0)) resume();
  }

  rows(executionId: string): readonly Row[] {
    return this.#rows.get(executionId) ?? [];
  }

  async commit(appends: readonly Append[]): Promise<void> {
    this.commits.push(appends);
    const fault = this.#faults.shift();
    if (fault === 'hold') await new Promise<void>((resolve) => this.#held.push(resolve));
    if (fault === 'lose') throw new CommitError('lost', new Error('connection lost'));
    if (fault === 'refuse') throw new CommitError('refused', new Error('refused'));
    this.#write(appends);
    if (fault === 'lose-afterwards') throw new CommitError('lost', new Error('connection lost'));
  }

  async epochsAt(
    places: readonly { readonly executionId: string; readonly sequence: number }[],
  ): Promise<readonly (number | null)[]> {
    if (this.#away > 0) {
      this.#away -= 1;
      throw new CommitError('lost', new Error('connection refused'));
    }
    return places.map(
      ({ executionId, sequence }) =>
        this.rows(executionId).find((row) => row.sequence === sequence)?.epoch ?? null,
    );
  }

  async read(executionId: string, after: number, limit: number): Promise<readonly RecordedEvent[]> {
    const later = this.rows(executionId).filter((row) => row.sequence > after);
    return later.slice(0, limit).map(({ sequence, event }) => ({ sequence, event }));
  }

  #write(appends: readonly Append[]): void {
    for (const append of appends) {
      const taken = append.events.some(({ sequence }) =>
        this.rows(append.executionId).some((row) => row.sequence === sequence),
      );
      if (taken || this.#poisoned.has(append.executionId)) {
        throw new CommitError('refused', new Error('refused'));
      }
    }
    for (const { executionId, epoch, events } of appends) {
      const rows = this.#rows.get(executionId) ?? [];
      rows.push(...events.map((event) => ({ ...event, epoch })));
      this.#rows.set(executionId, rows);
    }
  }
}
