import type { EventOf, ExecutionEvent, NodeFact } from '../../engine/index.ts';
import type { Append, RecordedEvent } from '../ports/event-log.ts';

/** What may ride in the same commit as the events. */
export type Rider = Omit<Append, 'executionId' | 'epoch' | 'events' | 'holder'>;

/**
 * `fenced`: another epoch has written here. `stale`: the row is not what the owner believed: taken over, or ended.
 * `unwritable`: the database refuses the data.
 */
export interface WriterFailure {
  readonly reason: 'fenced' | 'stale' | 'unwritable';
  readonly cause: unknown;
}

/** The owner's place in the log was lost: it must stop and publish nothing. */
export class WriterClosedError extends Error {
  override readonly name = 'WriterClosedError';
  readonly reason: WriterFailure['reason'];

  constructor(executionId: string, failure: WriterFailure) {
    super(`execution ${executionId} cannot be written: ${failure.reason}`, { cause: failure.cause });
    this.reason = failure.reason;
  }
}

/** Nothing rides along: most of the time. */
export const noRider: Rider = {};

/** Where an owner begins to write. */
export interface OwnersPlace {
  readonly executionId: string;
  readonly epoch: number;
  /** Of the next event. */
  readonly sequence: number;
  /** What the execution was loaded as: the log knows its large values by it. */
  readonly holder?: object;
}

interface Waiter {
  readonly resolve: (isWritten: boolean) => void;
  readonly reject: (error: WriterClosedError) => void;
}

type Delta = EventOf<'TextDelta'> | EventOf<'ReasoningDelta'>;

/**
 * What one owner has still to write of one execution. Numbers its events; merges deltas of one activation that wait
 * for the same commit.
 */
export class ExecutionWriter {
  readonly executionId: string;
  readonly epoch: number;
  readonly #holder: object;
  readonly #wake: (writer: ExecutionWriter, urgent: boolean) => void;
  #sequence: number;
  #events: RecordedEvent[] = [];
  #deltas = new Map<string, number>();
  #rider: Rider = {};
  #waiters: Waiter[] = [];
  #inFlight: Waiter[] = [];
  #closed: WriterClosedError | null = null;

  constructor(
    { executionId, epoch, sequence, holder = {} }: OwnersPlace,
    wake: (writer: ExecutionWriter, urgent: boolean) => void,
  ) {
    this.executionId = executionId;
    this.epoch = epoch;
    this.#sequence = sequence;
    this.#wake = wake;
    this.#holder = holder;
  }

  /** Adds events to the next commit without asking for one. */
  write(events: readonly ExecutionEvent[], rider: Rider = noRider): void {
    for (const event of events) {
      this.#events.push({ sequence: this.#sequence, event });
      this.#sequence += 1;
      if ('path' in event && event.path) this.#deltas.delete(event.path);
    }
    if (rider !== noRider) this.#rider = joined(this.#rider, rider);
  }

  /**
   * Adds text to the delta of this activation that waits for the next commit, or begins one.
   * @returns true when an event was begun
   */
  writeDelta(delta: Delta): boolean {
    const at = this.#deltas.get(delta.path);
    const waiting = at === undefined ? undefined : this.#events[at];
    if (at !== undefined && waiting && isSameDelta(waiting.event, delta)) {
      const event: Delta & ExecutionEvent = { ...waiting.event, text: waiting.event.text + delta.text };
      this.#events[at] = { ...waiting, event };
      return false;
    }
    this.#deltas.set(delta.path, this.#events.length);
    this.#events.push({ sequence: this.#sequence, event: delta });
    this.#sequence += 1;
    this.#wake(this, false);
    return true;
  }

  /** Asks for a commit as a delta does: it may wait for others. */
  soon(): void {
    this.#wake(this, false);
  }

  /** Resolves when everything written so far is durable: to true, or to false where it was declined. */
  durable(): Promise<boolean> {
    if (this.#closed) return Promise.reject(this.#closed);
    return new Promise((resolve, reject) => {
      this.#waiters.push({ resolve, reject });
      this.#wake(this, true);
    });
  }

  /** What waits, as one append. Called by the pipeline only. */
  take(): Append | null {
    if (this.#closed || this.#events.length === 0) {
      for (const waiter of this.#waiters) waiter.resolve(true);
      this.#waiters = [];
      return null;
    }
    const { executionId, epoch } = this;
    const append = { executionId, epoch, events: this.#events, holder: this.#holder, ...this.#rider };
    this.#inFlight = this.#waiters;
    this.#events = [];
    this.#waiters = [];
    this.#deltas = new Map();
    this.#rider = {};
    return append;
  }

  /** What was taken is durable. Called by the pipeline only. */
  committed(): void {
    this.#resolve(true);
  }

  /**
   * What was taken would have parked the execution, and a command has come before: nothing was written, and the owner
   * goes on from where it was. It has written nothing since. Called by the pipeline only.
   */
  declined({ events, commands }: Append): void {
    this.#sequence -= events.length;
    if (commands !== undefined) this.#rider = joined({ commands }, this.#rider);
    this.#resolve(false);
  }

  #resolve(isWritten: boolean): void {
    const waiters = this.#inFlight;
    this.#inFlight = [];
    for (const waiter of waiters) waiter.resolve(isWritten);
  }

  /** What was taken will never be durable. Called by the pipeline only. */
  fail(failure: WriterFailure): void {
    this.#closed = new WriterClosedError(this.executionId, failure);
    const waiters = [...this.#inFlight, ...this.#waiters];
    this.#inFlight = [];
    this.#waiters = [];
    this.#events = [];
    for (const waiter of waiters) waiter.reject(this.#closed);
  }
}

function isSameDelta(
  event: ExecutionEvent,
  delta: Delta & NodeFact,
): event is Delta & { readonly at: number } {
  return event.type === delta.type && event.path === delta.path && event.attempt === delta.attempt;
}

function joined(first: Rider, second: Rider): Rider {
  return {
    ...first,
    ...second,
    ...lists('timers', first, second),
    ...lists('usage', first, second),
    ...lists('commands', first, second),
  };
}

function lists<K extends 'timers' | 'usage' | 'commands'>(
  key: K,
  first: Rider,
  second: Rider,
): Partial<Rider> {
  const all = [...(first[key] ?? []), ...(second[key] ?? [])];
  return all.length === 0 ? {} : { [key]: all };
}
