import {
  type ExecutionEvent,
  type ExecutionState,
  evolve,
  type NodeFact,
  snapshotOf,
  stateVersion,
} from '../../engine/index.ts';
import { jsonLengthUpTo } from '../../kernel/index.ts';
import { type ExecutionWriter, noRider, type Rider } from '../append/execution-writer.ts';
import type { Clock } from '../ports/clock.ts';
import type { FoldedLog } from './fold-log.ts';

/** A snapshot is due when the log since the last one is longer than this, and about as long as the snapshot. */
const snapshotAfterEvents = 500;
const meanEventBytes = 200;
/** Large values are kept apart from snapshots, so what is larger says little of what one costs. */
const mostMeasured = 4 * 1024 * 1024;

/** Characters that an attempt may say ahead of what is written: less than would be kept apart from the log. */
const mostAhead = 32 * 1024;

/** The owner's copy of the truth: the log as far as it is written, and the state it folds to. */
export class Journal {
  readonly #writer: ExecutionWriter;
  readonly #clock: Clock;
  #state: ExecutionState;
  #lastAt: number;
  #unflushed = false;
  /** Characters that were said since a commit was asked for. */
  #ahead = 0;
  #snapshotAt: number;
  #snapshotAfter = snapshotAfterEvents;

  constructor({ state, snapshotAt, lastAt }: FoldedLog, writer: ExecutionWriter, clock: Clock) {
    this.#state = state;
    this.#writer = writer;
    this.#clock = clock;
    this.#snapshotAt = snapshotAt;
    this.#lastAt = lastAt;
  }

  get state(): ExecutionState {
    return this.#state;
  }

  /** Milliseconds since 1970. Never goes back, whatever the machine's clock does. */
  now(): number {
    this.#lastAt = Math.max(this.#lastAt, this.#clock.now());
    return this.#lastAt;
  }

  append(events: readonly ExecutionEvent[], rider: Rider = noRider): void {
    for (const event of events) this.#state = evolve(this.#state, event);
    this.#writer.write(events, rider);
    this.#unflushed = true;
    if (this.#state.sequence - this.#snapshotAt >= this.#snapshotAfter) this.#takeSnapshot();
  }

  /** Adds to the text that waits for the next commit. */
  delta(type: 'TextDelta' | 'ReasoningDelta', fact: NodeFact, text: string): void {
    this.#ahead += text.length;
    const event = { at: this.now(), type, ...fact, text };
    if (this.#writer.writeDelta(event)) this.#state = evolve(this.#state, event);
  }

  /** What was appended rides in the next commit of deltas, without hurry. */
  soon(): void {
    this.#writer.soon();
  }

  /** A commit was asked for of all that was appended. */
  get isFlushed(): boolean {
    return !this.#unflushed;
  }

  /** Asks for a commit of what was appended. Null: there is nothing new. */
  flush(): Promise<boolean> | null {
    if (!this.#unflushed) return null;
    return this.#commit();
  }

  /** Asks for a commit where much text waits for one: nothing should be added to it until then. Null: go on. */
  room(): Promise<boolean> | null {
    return this.#ahead < mostAhead ? null : this.#commit();
  }

  #commit(): Promise<boolean> {
    this.#unflushed = false;
    this.#ahead = 0;
    return this.#writer.durable();
  }

  /**
   * Lets go of the execution. Nothing else is appended until it is known.
   * @returns false where a command has come before: then nothing has happened
   */
  async park(event: ExecutionEvent, rider: Rider): Promise<boolean> {
    const before = this.#state;
    this.#state = evolve(before, event);
    this.#writer.write([event], rider);
    const isParked = await this.#writer.durable();
    if (!isParked) this.#state = before;
    return isParked;
  }

  #takeSnapshot(): void {
    const { sequence } = this.#state;
    const state = snapshotOf(this.#state);
    this.#writer.write([], { snapshot: { sequence, stateVersion, state } });
    this.#snapshotAt = sequence;
    this.#snapshotAfter = Math.max(snapshotAfterEvents, jsonLengthUpTo(state, mostMeasured) / meanEventBytes);
  }
}
