import { AppError } from '../kernel/index.ts';
import type { EventLog, ExecutionEnd, RecordedEvent } from '../runtime/ports/event-log.ts';
import { type CommittedEvents, endOf } from './committed-events.ts';
import type { Outage } from './outage.ts';

/** One read of a log. */
export interface LogPage {
  readonly events: readonly RecordedEvent[];
  /** There was nothing in the log after these. */
  readonly reachedEnd: boolean;
  /** The last of these, or the event before them, is the terminal one. */
  readonly ended: boolean;
}

/** Whoever follows a channel. Neither call may wait or throw. */
export interface Follower {
  offer(commit: CommittedEvents): void;
  /** The log may have grown, by what only a read can tell. */
  stir(): void;
  /** The same where it has not ended. */
  stirBeforeEnd(): void;
}

/**
 * One log that somebody in this process follows: who follows it, and how far it is known to reach. Two followers that
 * read the same place at the same moment share the read; that is safe because what becomes known meanwhile is kept
 * here, for those who join too.
 */
export class Channel {
  readonly executionId: string;
  readonly #log: EventLog;
  readonly #outage: Outage;
  readonly #followers = new Set<Follower>();
  readonly #reads = new Map<string, Promise<LogPage>>();
  #known = 0;
  #news = 0;
  #heard = false;

  constructor(executionId: string, log: EventLog, outage: Outage) {
    this.executionId = executionId;
    this.#log = log;
    this.#outage = outage;
  }

  /** How far the log is known to reach. */
  get known(): number {
    return this.#known;
  }

  get isDeserted(): boolean {
    return this.#followers.size === 0;
  }

  join(follower: Follower): void {
    this.#followers.add(follower);
  }

  leave(follower: Follower): void {
    this.#followers.delete(follower);
  }

  publish(commit: CommittedEvents): void {
    this.#heard = true;
    this.#learn(commit.last);
    for (const follower of this.#followers) follower.offer(commit);
  }

  /** Another process has told, or a look at the log has shown, how far it reaches. */
  wake(sequence: number): void {
    this.#learn(sequence);
    for (const follower of this.#followers) follower.stir();
  }

  /** Another process has told how far it reaches, and that it does not end there. */
  grow(sequence: number): void {
    this.#learn(sequence);
    for (const follower of this.#followers) follower.stirBeforeEnd();
  }

  /** Whether this process committed nothing to the log since it was last asked. */
  wasQuiet(): boolean {
    const quiet = !this.#heard;
    this.#heard = false;
    return quiet;
  }

  /**
   * At most `limit` events after `after`.
   * @throws AppError `cursor/invalid` where the log does not reach `after`
   */
  read(after: number, limit: number): Promise<LogPage> {
    const key = `${after} ${limit}`;
    const underWay = this.#reads.get(key);
    if (underWay) return underWay;
    const read = this.#read(after, limit).finally(() => this.#reads.delete(key));
    this.#reads.set(key, read);
    return read;
  }

  /**
   * How far it reaches, and how it ends; null: it does not yet.
   * @throws AppError `database/unavailable`
   */
  async end(): Promise<{ readonly sequence: number; readonly end: ExecutionEnd['status'] | null }> {
    const news = this.#news;
    const last = await this.#asked(() => this.#log.last(this.executionId));
    const sequence = last?.sequence ?? 0;
    this.#found(sequence, news);
    return { sequence, end: endOf(last?.type) };
  }

  /** The log ended there when it was asked, with so much news before. */
  #found(sequence: number, news: number): void {
    // A wake that promised more than there is would make its followers read for ever.
    if (news === this.#news) this.#known = Math.min(this.#known, sequence);
    // What one follower finds, nobody has told the others of yet.
    this.wake(sequence);
  }

  #learn(sequence: number): void {
    this.#news += 1;
    this.#known = Math.max(this.#known, sequence);
  }

  /**
   * Reads the event at `after` too: it shows that the log reaches so far, and whether it ends there. And one more
   * than asked for: it shows whether there is more. Where values are large, the log itself says so.
   */
  async #read(after: number, limit: number): Promise<LogPage> {
    const news = this.#news;
    const { events: rows, more } = await this.#asked(() =>
      this.#log.read(this.executionId, Math.max(0, after - 1), limit + (after > 0 ? 2 : 1)),
    );
    if (after > 0 && rows.length === 0) throw beyondEnd(this.executionId, after);
    const later = rows.filter((row) => row.sequence > after);
    const events = later.slice(0, limit);
    const reachedEnd = later.length <= limit && !more;
    if (reachedEnd) this.#found(lastOf(rows), news);
    else this.wake(lastOf(rows));
    return { events, reachedEnd, ended: endOf((events.at(-1) ?? rows[0])?.event.type) !== null };
  }

  async #asked<T>(ask: () => Promise<T>): Promise<T> {
    try {
      const answer = await ask();
      this.#outage.succeeded();
      return answer;
    } catch (cause) {
      this.#outage.failed(cause);
      throw new AppError(
        'database/unavailable',
        `the events of execution ${this.executionId} cannot be read`,
        {
          retryable: true,
          cause,
        },
      );
    }
  }
}

function lastOf(rows: readonly RecordedEvent[]): number {
  return rows.at(-1)?.sequence ?? 0;
}

function beyondEnd(executionId: string, after: number): AppError {
  return new AppError(
    'cursor/invalid',
    `the log of execution ${executionId} does not reach the cursor (${after}); leave it out to read from the start`,
  );
}
