import type { CommittedEvents } from './committed-events.ts';
import type { FeedLimits } from './feed-limits.ts';

/** What was committed and one subscriber has not taken yet. Never more than its limits: it is dropped instead. */
export class Backlog {
  readonly #limits: Pick<FeedLimits, 'bufferedEvents' | 'bufferedBytes'>;
  #commits: CommittedEvents[] = [];
  #events = 0;
  #bytes = 0;

  constructor(limits: Pick<FeedLimits, 'bufferedEvents' | 'bufferedBytes'>) {
    this.#limits = limits;
  }

  /** How many events it holds. */
  get events(): number {
    return this.#events;
  }

  /** Keeps the commit. On overflow everything goes, the commit too: whoever reads must go to the log anyway. */
  add(commit: CommittedEvents): void {
    this.#commits.push(commit);
    this.#events += commit.events.length;
    this.#bytes += commit.bytes;
    if (this.#events > this.#limits.bufferedEvents || this.#bytes > this.#limits.bufferedBytes) this.clear();
  }

  /** The next commit that goes on where `position` ends. What lies before it is dropped. */
  takeAfter(position: number): CommittedEvents | null {
    let head = this.#commits[0];
    while (head && head.last <= position) {
      this.#shift(head);
      head = this.#commits[0];
    }
    if (!head || head.first > position + 1) return null;
    this.#shift(head);
    return head;
  }

  clear(): void {
    this.#commits = [];
    this.#events = 0;
    this.#bytes = 0;
  }

  #shift(head: CommittedEvents): void {
    this.#commits.shift();
    this.#events -= head.events.length;
    this.#bytes -= head.bytes;
  }
}
