import { describe, expect, it } from 'vitest';
import { Backlog } from '../../src/streaming/backlog.ts';
import { CommittedEvents } from '../../src/streaming/committed-events.ts';
import { line } from './events.ts';

function commit(first: number, last: number, message = ''): CommittedEvents {
  const events = Array.from({ length: last - first + 1 }, (_, index) => ({
    sequence: first + index,
    event: line(message),
  }));
  const committed = CommittedEvents.of(events);
  if (!committed) throw new Error('a commit without events');
  return committed;
}

const limits = { bufferedEvents: 10, bufferedBytes: 10_000 };

describe('the backlog of one subscriber', () => {
  it('gives commits back in order, one at a time', () => {
    const backlog = new Backlog(limits);
    backlog.add(commit(1, 2));
    backlog.add(commit(3, 3));
    expect(backlog.takeAfter(0)?.last).toBe(2);
    expect(backlog.takeAfter(2)?.last).toBe(3);
    expect(backlog.takeAfter(3)).toBeNull();
    expect(backlog.events).toBe(0);
  });

  it('drops what the position has passed, and gives the part of a commit that it has not', () => {
    const backlog = new Backlog(limits);
    backlog.add(commit(1, 2));
    backlog.add(commit(3, 5));
    const taken = backlog.takeAfter(4);
    expect(taken?.after(4).map((event) => event.sequence)).toEqual([5]);
    expect(backlog.events).toBe(0);
  });

  it('gives nothing across a gap', () => {
    const backlog = new Backlog(limits);
    backlog.add(commit(4, 5));
    expect(backlog.takeAfter(2)).toBeNull();
    expect(backlog.takeAfter(3)?.first).toBe(4);
  });

  it('never holds more than its limits, however much nobody takes', () => {
    const backlog = new Backlog(limits);
    for (let sequence = 1; sequence <= 10_000; sequence += 1) {
      backlog.add(commit(sequence, sequence));
      expect(backlog.events).toBeLessThanOrEqual(10);
    }
  });

  it('drops everything, the new commit too, when there are too many events', () => {
    const backlog = new Backlog(limits);
    backlog.add(commit(1, 10));
    backlog.add(commit(11, 11));
    expect(backlog.events).toBe(0);
    expect(backlog.takeAfter(0)).toBeNull();
  });

  it('drops everything when the events are too large together', () => {
    const backlog = new Backlog(limits);
    backlog.add(commit(1, 1, 'x'.repeat(6000)));
    expect(backlog.events).toBe(1);
    backlog.add(commit(2, 2, 'x'.repeat(6000)));
    expect(backlog.events).toBe(0);
  });

  it('counts no byte twice and none for ever: it takes as much after it was emptied as before', () => {
    const backlog = new Backlog(limits);
    for (let sequence = 1; sequence <= 20; sequence += 1) {
      backlog.add(commit(sequence, sequence, 'x'.repeat(6000)));
      expect(backlog.takeAfter(sequence - 1)?.first).toBe(sequence);
    }
  });
});
