import type { EventFeed, FeedBatch } from '../../src/runtime/ports/event-feed.ts';
import type { Append } from '../../src/runtime/ports/event-log.ts';
import type { ManualClock } from '../support/manual-clock.ts';
import { settle } from './events.ts';

/** Fails the property with what was broken. */
export function must(holds: boolean, claim: string): asserts holds {
  if (!holds) throw new Error(claim);
}

/** A process: its feed, its time, and what it has committed and not published yet. */
export interface Process {
  readonly feed: EventFeed;
  readonly clock: ManualClock;
  readonly unpublished: Append[];
  /** How far its feed was told that a log reaches. */
  readonly told: Map<string, number>;
}

/** One client: it drops and comes back, to any process, by subscription or by polling, and keeps its cursor. */
export class Reader {
  readonly executionId: string;
  readonly start: number;
  readonly seen: number[] = [];
  process: Process;
  cursor: number;
  ended = false;
  isDone = false;
  isBusy = false;
  lastCaughtUp = false;
  failure: unknown = null;
  #iterator: AsyncIterator<FeedBatch> | null = null;
  #controller = new AbortController();

  constructor(process: Process, executionId: string, after: number) {
    this.process = process;
    this.executionId = executionId;
    this.start = after;
    this.cursor = after;
  }

  pull(): void {
    if (this.isBusy || this.isDone) return;
    this.isBusy = true;
    this.#iterator ??= this.#connect();
    const iterator = this.#iterator;
    this.#finish(
      iterator.next().then((result) => {
        if (!result.done) this.#take(result.value);
        else if (iterator === this.#iterator) this.isDone = true;
      }),
    );
  }

  #connect(): AsyncIterator<FeedBatch> {
    this.lastCaughtUp = false;
    const { signal } = this.#controller;
    return this.process.feed.subscribe(this.executionId, this.cursor, signal)[Symbol.asyncIterator]();
  }

  poll(limit: number, waitMs: number): void {
    if (this.isBusy || this.#iterator || this.isDone) return;
    this.isBusy = true;
    const read = this.process.feed.read(this.executionId, this.cursor, { limit, waitMs });
    this.#finish(
      read.then((batch) => {
        must(batch.events.length <= limit, 'a read gave more than was asked for');
        this.#take(batch);
        this.isDone = batch.ended;
      }),
      (error) => must(String(error).includes('cannot be read'), `a poll failed: ${error}`),
    );
  }

  async drop(how: number, next: Process): Promise<void> {
    if (!this.#iterator || this.isDone) return;
    const iterator = this.#iterator;
    const wasBusy = this.isBusy;
    if (how === 0) await iterator.return?.();
    else if (how === 1) await iterator.throw?.(new Error('dropped')).catch(() => undefined);
    else this.#controller.abort();
    await settle();
    must(!wasBusy || !this.isBusy, 'a pending next() outlived its iteration');
    must((await iterator.next()).done === true, 'an ended iteration went on');
    this.#iterator = null;
    this.#controller = new AbortController();
    this.isDone = false;
    this.ended = false;
    this.process = next;
  }

  #finish(work: Promise<void>, forgive?: (error: unknown) => void): void {
    work
      .catch((error: unknown) => {
        if (!forgive) throw error;
        forgive(error);
      })
      .catch((error: unknown) => {
        this.failure ??= error;
        this.isDone = true;
      })
      .finally(() => {
        this.isBusy = false;
      });
  }

  #take({ events, sequence, caughtUp, ended }: FeedBatch): void {
    must(!this.ended, 'there was a batch after the last one');
    for (const event of events) {
      must(event.sequence > this.cursor, `event ${event.sequence} was shown after ${this.cursor}`);
      this.seen.push(event.sequence);
      this.cursor = event.sequence;
    }
    must(sequence === this.cursor, `the batch says ${sequence}, its events ${this.cursor}`);
    const told = this.process.told.get(this.executionId) ?? 0;
    must(!caughtUp || sequence >= told, `it has caught up at ${sequence}, and ${told} was published`);
    must(
      events.length > 0 || ended || caughtUp !== this.lastCaughtUp || this.#iterator === null,
      'an empty batch says nothing new',
    );
    this.lastCaughtUp = caughtUp;
    this.ended = ended;
  }
}
