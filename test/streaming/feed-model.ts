import fc from 'fast-check';
import type { Clock } from '../../src/runtime/ports/clock.ts';
import type { EventFeed } from '../../src/runtime/ports/event-feed.ts';
import type { EventLog } from '../../src/runtime/ports/event-log.ts';
import type { FeedLimits } from '../../src/streaming/index.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { delta, line, settle, terminal } from './events.ts';
import { must, type Process, Reader } from './feed-reader.ts';
import { executions, processes, type Step, steps } from './feed-steps.ts';
import { GatedLog } from './gated-log.ts';

/** So small that everything overflows and nothing fits on one page. */
const smallLimits: Partial<FeedLimits> = { pageEvents: 3, bufferedEvents: 6, bufferedBytes: 700 };

export type MakeFeed = (options: {
  readonly log: EventLog;
  readonly clock: Clock;
  readonly limits: Partial<FeedLimits>;
}) => EventFeed;

/** Two processes on one log, and clients of both. */
class World {
  readonly #log = new GatedLog();
  readonly #processes: readonly Process[];
  readonly #readers: Reader[] = [];
  readonly #endedExecutions = new Set<string>();
  readonly #swept = new Set<string>();

  constructor(makeFeed: MakeFeed, isGated: boolean) {
    this.#log.isGated = isGated;
    if (isGated) this.#log.mostAtOnce = 2;
    this.#processes = Array.from({ length: processes }, () => {
      const clock = new ManualClock();
      const feed = makeFeed({ log: this.#log, clock, limits: smallLimits });
      return { feed, clock, unpublished: [], told: new Map() };
    });
  }

  async run(step: Step): Promise<void> {
    switch (step.do) {
      case 'commit':
        for (const size of step.sizes) this.#commit(step.execution, step.process, size);
        break;
      case 'end':
        this.#end(step.execution, step.process);
        break;
      case 'publish':
        this.#publish(this.#process(step.process), step.commits, step.together);
        break;
      case 'wake':
        this.#wake(step.execution, step.process, step.tooFar);
        break;
      case 'subscribe':
        this.#subscribe(step.execution, step.process, step.after);
        break;
      case 'pull':
        this.#reader(step.reader)?.pull();
        break;
      case 'poll':
        this.#reader(step.reader)?.poll(step.limit, step.waitMs);
        break;
      case 'drop':
        await this.#reader(step.reader)?.drop(step.how, this.#process(step.process));
        break;
      case 'answer':
        if (this.#log.held > 0) this.#log.answer(step.how, step.held);
        break;
      case 'tick':
        this.#process(step.process).clock.advance(step.ms);
        break;
      case 'sweep':
        this.#sweep(step.execution);
        break;
    }
    await settle();
  }

  /** Lets everybody read what there is, ends the executions, lets everybody read on, and looks at what was seen. */
  async finish(): Promise<void> {
    for (const [index, reader] of this.#readers.entries()) if (index % 2 === 0) reader.pull();
    await this.#drain((reader) => reader.isBusy);
    for (const reader of this.#readers) this.#mustWaitAtTheEnd(reader);
    for (const index of executions.keys()) this.#end(index, index);
    await this.#drain(() => true);
    for (const reader of this.#readers) this.#mustHaveSeenAll(reader);
    for (const { feed, clock } of this.#processes) {
      must(feed.subscribers === 0 && feed.executions === 0, 'the feed still holds a subscriber');
      must(clock.pendingTimers === 0, 'a timer is left');
    }
  }

  #process(index: number): Process {
    const process = this.#processes[index];
    if (!process) throw new Error('no such process');
    return process;
  }

  #reader(index: number): Reader | undefined {
    return this.#readers[index % Math.max(1, this.#readers.length)];
  }

  #id(index: number): string {
    return executions[index] ?? '';
  }

  #commit(execution: number, process: number, size: number): void {
    const id = this.#id(execution);
    if (this.#endedExecutions.has(id)) return;
    const events = Array.from({ length: size }, (_, index) =>
      index % 2 === 0 ? delta('x'.repeat(size * 9)) : line(),
    );
    this.#process(process).unpublished.push(this.#log.append(id, events));
  }

  #end(execution: number, process: number): void {
    const id = this.#id(execution);
    if (this.#endedExecutions.has(id)) return;
    this.#endedExecutions.add(id);
    this.#process(process).unpublished.push(this.#log.append(id, [line(), terminal(this.#log.end(id))]));
  }

  #publish(process: Process, commits: number, together: boolean): void {
    const appends = process.unpublished.splice(0, commits);
    for (const { executionId, events } of appends) {
      this.#tell(process, executionId, events.at(-1)?.sequence ?? 0);
    }
    if (together) process.feed.publish(appends);
    else for (const append of appends) process.feed.publish([append]);
  }

  #wake(execution: number, index: number, tooFar: number): void {
    const id = this.#id(execution);
    const process = this.#process(index);
    const end = this.#log.end(id);
    this.#tell(process, id, end);
    process.feed.wake(id, end + tooFar);
  }

  /** Before the feed hears of it, lest the check be late. A feed that nobody follows forgets what it is told. */
  #tell(process: Process, executionId: string, sequence: number): void {
    process.told.set(executionId, Math.max(sequence, process.told.get(executionId) ?? 0));
  }

  #subscribe(execution: number, process: number, after: number): void {
    const id = this.#id(execution);
    if (this.#readers.length >= 8) return;
    this.#readers.push(new Reader(this.#process(process), id, Math.min(after, this.#log.end(id))));
  }

  #sweep(execution: number): void {
    const id = this.#id(execution);
    if (!this.#endedExecutions.has(id)) return;
    this.#log.sweep(id);
    this.#swept.add(id);
  }

  async #drain(wanted: (reader: Reader) => boolean): Promise<void> {
    for (let round = 0; round < 150; round += 1) {
      for (const process of this.#processes) this.#publish(process, 100, false);
      if (this.#log.held > 0) this.#log.answer('as-answered');
      await settle();
      for (const reader of this.#readers) if (wanted(reader)) reader.pull();
      await settle();
      // Every other round only: what is told must not depend on the look for what nobody told.
      if (round % 2 === 1) for (const { clock } of this.#processes) clock.advance(1000);
      if (this.#readers.every((reader) => reader.isDone) && this.#log.held === 0) return;
    }
  }

  #mustWaitAtTheEnd(reader: Reader): void {
    if (reader.failure) throw reader.failure;
    if (!reader.isBusy || reader.isDone) return;
    const end = this.#log.end(reader.executionId);
    must(reader.cursor === end, `a reader waits at ${reader.cursor}, the log ends at ${end}`);
    must(reader.lastCaughtUp, 'a reader waits at the end and was never told');
  }

  #mustHaveSeenAll(reader: Reader): void {
    if (reader.failure) throw reader.failure;
    must(reader.isDone && reader.ended, `a reader did not end: it is at ${reader.cursor}`);
    const end = this.#log.end(reader.executionId);
    const all = Array.from({ length: end - reader.start }, (_, index) => reader.start + 1 + index);
    const kept = this.#log.rows(reader.executionId).map((row) => row.sequence);
    const due = this.#swept.has(reader.executionId) ? kept.filter((one) => one > reader.start) : all;
    const seen = new Set(reader.seen);
    must(seen.size === reader.seen.length, 'an event was seen twice');
    must(
      due.every((one) => seen.has(one)),
      `seen: ${reader.seen}; due: ${due}`,
    );
    must(
      reader.seen.every((one) => one > reader.start && one <= end),
      'an event was seen that is not there',
    );
  }
}

/** The property: whatever happens, every client sees every event after its cursor once, in order, and ends. */
export function everyReaderSeesAllOnce(makeFeed: MakeFeed): fc.IAsyncProperty<[readonly Step[], boolean]> {
  // Where statements are answered at once, subscribers are at the end of the log more often.
  return fc.asyncProperty(steps(), fc.boolean(), async (script, isGated) => {
    const world = new World(makeFeed, isGated);
    for (const step of script) await world.run(step);
    await world.finish();
  });
}
