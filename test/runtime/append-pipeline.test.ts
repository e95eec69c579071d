import { describe, expect, it } from 'vitest';
import type { ExecutionEvent } from '../../src/engine/index.ts';
import { AppendPipeline } from '../../src/runtime/append/append-pipeline.ts';
import type { Append } from '../../src/runtime/ports/event-log.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { MemoryEventLog } from '../support/memory-event-log.ts';

function setUp() {
  const log = new MemoryEventLog();
  const clock = new ManualClock();
  const published: Append[] = [];
  const warnings: unknown[] = [];
  const pipeline = new AppendPipeline({
    log,
    clock,
    serverLog: { warn: (message, fields) => warnings.push({ message, ...fields }) },
    onCommitted: (appends) => published.push(...appends),
  });
  return { log, clock, published, warnings, pipeline };
}

function logged(message: string): ExecutionEvent {
  return { at: 0, type: 'LogWritten', level: 'info', message };
}

function token(text: string): Extract<ExecutionEvent, { type: 'TextDelta' }> {
  return { at: 0, type: 'TextDelta', nodeId: 'answer', path: 'answer', attempt: 1, text };
}

const ticks = async (count: number): Promise<void> => {
  for (let tick = 0; tick < count; tick += 1) await new Promise((resolve) => setImmediate(resolve));
};

describe('the append pipeline', () => {
  it('A1: numbers events densely from where the owner begins', async () => {
    const { log, pipeline } = setUp();
    const writer = pipeline.writerFor({ executionId: 'a', epoch: 1, sequence: 7 });
    writer.write([logged('one'), logged('two')]);
    await writer.durable();
    writer.write([logged('three')]);
    await writer.durable();
    expect(log.rows('a').map((row) => row.sequence)).toEqual([7, 8, 9]);
  });

  it('puts everything that gathers during a commit into the next one', async () => {
    const { log, pipeline } = setUp();
    log.failNext('hold');
    const first = pipeline.writerFor({ executionId: 'first', epoch: 1, sequence: 1 });
    first.write([logged('first')]);
    const firstDone = first.durable();
    await ticks(3);
    const others = ['b', 'c', 'd'].map((id) =>
      pipeline.writerFor({ executionId: id, epoch: 1, sequence: 1 }),
    );
    const done = others.map((writer) => {
      writer.write([logged(writer.executionId)]);
      return writer.durable();
    });
    log.release();
    await Promise.all([firstDone, ...done]);
    expect(log.commits.map((commit) => commit.map((append) => append.executionId))).toEqual([
      ['first'],
      ['b', 'c', 'd'],
    ]);
  });

  it('A2: publishes nothing before it is durable, and in the order of the commits', async () => {
    const { log, published, pipeline } = setUp();
    log.failNext('hold');
    const writer = pipeline.writerFor({ executionId: 'a', epoch: 1, sequence: 1 });
    writer.write([logged('one')]);
    const done = writer.durable();
    await ticks(3);
    expect(published).toEqual([]);
    log.release();
    await done;
    writer.write([logged('two')]);
    await writer.durable();
    expect(published.flatMap((append) => append.events.map((event) => event.sequence))).toEqual([1, 2]);
  });

  it('A3: of a refused batch of three executions one is lost, not three', async () => {
    const { log, published, warnings, pipeline } = setUp();
    log.poison('guilty');
    const writers = ['a', 'guilty', 'c'].map((id) =>
      pipeline.writerFor({ executionId: id, epoch: 1, sequence: 1 }),
    );
    const outcomes = await Promise.allSettled(
      writers.map((writer) => {
        writer.write([logged('x')]);
        return writer.durable();
      }),
    );
    expect(outcomes.map((outcome) => outcome.status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(outcomes[1]).toMatchObject({ reason: { reason: 'unwritable' } });
    expect(published.map((append) => append.executionId)).toEqual(['a', 'c']);
    expect(warnings).toEqual([]);
  });

  it('A3: a refused batch of which no execution is refused alone is kept, and the server is told', async () => {
    const { log, published, warnings, pipeline } = setUp();
    log.failNext('refuse');
    await Promise.all(
      ['a', 'b'].map((id) => {
        const writer = pipeline.writerFor({ executionId: id, epoch: 1, sequence: 1 });
        writer.write([logged('x')]);
        return writer.durable();
      }),
    );
    expect(published.map((append) => append.executionId)).toEqual(['a', 'b']);
    expect(warnings).toMatchObject([
      {
        message: 'a commit was refused of which each part was taken',
        executions: 2,
        cause: { failure: 'refused' },
      },
    ]);
  });

  it('A4: an unknown outcome that had been written is not written again', async () => {
    const { log, published, pipeline } = setUp();
    log.failNext('lose-afterwards');
    const writer = pipeline.writerFor({ executionId: 'a', epoch: 1, sequence: 1 });
    writer.write([logged('one')]);
    await writer.durable();
    expect(log.rows('a')).toHaveLength(1);
    expect(published).toHaveLength(1);
  });

  it('A4: an unknown outcome that had not been written is sent again with the same numbers', async () => {
    const { log, pipeline } = setUp();
    log.failNext('lose');
    const writer = pipeline.writerFor({ executionId: 'a', epoch: 1, sequence: 1 });
    writer.write([logged('one')]);
    await writer.durable();
    expect(log.rows('a').map((row) => row.sequence)).toEqual([1]);
    expect(log.commits).toHaveLength(2);
  });

  it('A4: while the database is away it asks again until it is back', async () => {
    const { log, clock, pipeline } = setUp();
    log.failNext('lose');
    log.goAway(3);
    const writer = pipeline.writerFor({ executionId: 'a', epoch: 1, sequence: 1 });
    writer.write([logged('one')]);
    const done = writer.durable();
    for (let round = 0; round < 3; round += 1) {
      await ticks(5);
      expect(clock.pendingTimers).toBe(1);
      clock.advance(2000);
    }
    await done;
    expect(log.rows('a')).toHaveLength(1);
  });

  it('A4: an outage is said once, and the next one again', async () => {
    const { log, clock, warnings, pipeline } = setUp();
    const writer = pipeline.writerFor({ executionId: 'a', epoch: 1, sequence: 1 });
    const write = async (message: string): Promise<void> => {
      writer.write([logged(message)]);
      const done = writer.durable();
      await ticks(20);
      clock.advance(2000);
      await done;
    };
    log.failNext('lose', 'lose');
    await write('one');
    const outage = { message: expect.stringMatching(/^events cannot be written/), cause: expect.any(Error) };
    expect(warnings).toEqual([outage]);
    await write('two');
    log.failNext('lose');
    await write('three');
    expect(warnings).toEqual([outage, outage]);
  });

  it('A5: an owner whose place another epoch has taken is fenced, publishes nothing and stays fenced', async () => {
    const { published, pipeline, log } = setUp();
    const stale = pipeline.writerFor({ executionId: 'a', epoch: 1, sequence: 1 });
    const owner = pipeline.writerFor({ executionId: 'a', epoch: 2, sequence: 1 });
    owner.write([logged('the new owner')]);
    await owner.durable();
    stale.write([logged('the stale owner')]);
    await expect(stale.durable()).rejects.toMatchObject({ reason: 'fenced' });
    stale.write([logged('again')]);
    await expect(stale.durable()).rejects.toMatchObject({ reason: 'fenced' });
    expect(published).toHaveLength(1);
    expect(log.rows('a')).toHaveLength(1);
  });

  it('A6: a park that a command has come before is not written, and its writer goes on at the same place', async () => {
    const { log, published, pipeline } = setUp();
    log.accept('a', { sequence: 1, event: logged('accepted') });
    const writer = pipeline.writerFor({ executionId: 'a', epoch: 0, sequence: 2 });
    const park = (commands: number) => {
      writer.write([{ at: 0, type: 'ExecutionSuspended', until: null }], {
        park: { commands },
        commands: ['read'],
      });
      return writer.durable();
    };
    log.countCommand('a');
    expect(await park(0)).toBe(false);
    expect(published).toEqual([]);
    writer.write([logged('goes on')]);
    expect(await writer.durable()).toBe(true);
    expect(log.rows('a').map(({ sequence, event }) => [sequence, event.type])).toEqual([
      [1, 'LogWritten'],
      [2, 'LogWritten'],
    ]);
    // What had been read is consumed nonetheless.
    expect([...log.answered]).toEqual(['read']);
    expect(await park(1)).toBe(true);
    expect(log.execution('a')).toMatchObject({ status: 'suspended' });
  });

  it('A6: of a batch, only the park is declined', async () => {
    const { log, published, warnings, pipeline } = setUp();
    for (const id of ['a', 'b']) log.accept(id, { sequence: 1, event: logged('accepted') });
    log.countCommand('a');
    const [parked, other] = ['a', 'b'].map((id) =>
      pipeline.writerFor({ executionId: id, epoch: 0, sequence: 2 }),
    );
    parked?.write([{ at: 0, type: 'ExecutionSuspended', until: null }], { park: { commands: 0 } });
    other?.write([logged('x')]);
    expect(await Promise.all([parked?.durable(), other?.durable()])).toEqual([false, true]);
    expect(published.map((append) => append.executionId)).toEqual(['b']);
    expect(warnings).toEqual([]);
  });

  it('A6: a park of an owner that has lost its place is fenced, not declined', async () => {
    const { log, pipeline } = setUp();
    log.accept('a', { sequence: 1, event: logged('accepted') });
    const stale = pipeline.writerFor({ executionId: 'a', epoch: 0, sequence: 2 });
    const owner = pipeline.writerFor({ executionId: 'a', epoch: 1, sequence: 2 });
    owner.write([logged('the new owner')], { claim: { worker: 'new', at: 0, recoveries: 0 } });
    await owner.durable();
    stale.write([{ at: 0, type: 'ExecutionSuspended', until: null }], { park: { commands: 0 } });
    await expect(stale.durable()).rejects.toMatchObject({ reason: 'fenced' });
  });

  it('merges the deltas of one activation that wait for the same commit', async () => {
    const { log, pipeline } = setUp();
    const writer = pipeline.writerFor({ executionId: 'a', epoch: 1, sequence: 1 });
    for (const text of ['a', 'b', 'c']) writer.writeDelta(token(text));
    await writer.durable();
    expect(log.rows('a').map((row) => row.event)).toEqual([token('abc')]);
  });

  it('begins a new delta after any other event of the activation', async () => {
    const { log, pipeline } = setUp();
    const writer = pipeline.writerFor({ executionId: 'a', epoch: 1, sequence: 1 });
    writer.writeDelta(token('a'));
    writer.write([{ at: 0, type: 'NodeSuperseded', nodeId: 'answer', path: 'answer', attempt: 1 }]);
    writer.writeDelta(token('b'));
    await writer.durable();
    expect(log.rows('a').map((row) => row.event.type)).toEqual(['TextDelta', 'NodeSuperseded', 'TextDelta']);
  });

  it('starts a commit for the first delta at once and for later ones at most every 10 ms', async () => {
    const { log, clock, pipeline } = setUp();
    const writer = pipeline.writerFor({ executionId: 'a', epoch: 1, sequence: 1 });
    writer.writeDelta(token('first'));
    await ticks(4);
    expect(log.commits).toHaveLength(1);
    for (const text of ['second ', 'third']) writer.writeDelta(token(text));
    await ticks(4);
    expect(log.commits).toHaveLength(1);
    clock.advance(10);
    await ticks(4);
    expect(log.rows('a').map((row) => row.event)).toMatchObject([
      { text: 'first' },
      { text: 'second third' },
    ]);
  });

  it('starts a commit for a delta at once after one of other events: the first token waits for nothing', async () => {
    const { log, pipeline } = setUp();
    const writer = pipeline.writerFor({ executionId: 'a', epoch: 1, sequence: 1 });
    writer.write([logged('begun')]);
    await writer.durable();
    writer.writeDelta(token('first'));
    await ticks(4);
    expect(log.rows('a').map((row) => row.event.type)).toEqual(['LogWritten', 'TextDelta']);
  });

  it('takes waiting deltas along with the next event that cannot wait', async () => {
    const { log, pipeline } = setUp();
    const writer = pipeline.writerFor({ executionId: 'a', epoch: 1, sequence: 1 });
    writer.writeDelta(token('first'));
    await ticks(4);
    writer.writeDelta(token('second'));
    writer.write([logged('urgent')]);
    await writer.durable();
    expect(log.commits).toHaveLength(2);
    expect(log.rows('a')).toHaveLength(3);
  });
});
