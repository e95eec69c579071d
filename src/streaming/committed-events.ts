import type { ExecutionEventType } from '../engine/index.ts';
import { jsonLengthUpTo } from '../kernel/index.ts';
import type { ExecutionEnd, RecordedEvent } from '../runtime/ports/event-log.ts';

const ends: Partial<Record<ExecutionEventType, ExecutionEnd['status']>> = {
  ExecutionCompleted: 'completed',
  ExecutionFailed: 'failed',
  ExecutionCancelled: 'cancelled',
};

/** More than any subscriber may have waiting. */
const mostMeasured = 64 * 1024 * 1024;

/** How an execution has ended whose log ends with an event of this type; null: it lives. */
export function endOf(type: ExecutionEventType | undefined): ExecutionEnd['status'] | null {
  return (type && ends[type]) ?? null;
}

/** What one commit added to one log: dense, at least one event. All subscribers share it. */
export class CommittedEvents {
  readonly events: readonly RecordedEvent[];
  readonly first: number;
  readonly last: number;
  /** Null: more will follow. */
  readonly end: ExecutionEnd['status'] | null;
  #bytes: number | undefined;

  /** Nothing where the commit added no event to this log. */
  static of(events: readonly RecordedEvent[]): CommittedEvents | null {
    const [first, last] = [events[0], events.at(-1)];
    return first && last ? new CommittedEvents(events, first, last) : null;
  }

  private constructor(events: readonly RecordedEvent[], first: RecordedEvent, last: RecordedEvent) {
    this.events = events;
    this.first = first.sequence;
    this.last = last.sequence;
    this.end = endOf(last.event.type);
  }

  /** As JSON text. Measured once, however many subscribers keep it. */
  get bytes(): number {
    this.#bytes ??= jsonLengthUpTo(this.events, mostMeasured);
    return this.#bytes;
  }

  /** Those after `position`; the same array for everybody who has seen none of them. */
  after(position: number): readonly RecordedEvent[] {
    return position < this.first ? this.events : this.events.filter((one) => one.sequence > position);
  }
}
