import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type RollUpGrain,
  type Stretch,
  stretchesOf,
} from '../../src/persistence/analytics-store/stretches.ts';

const hour = 3_600_000;
const day = 24 * hour;
const years = 60 * 365 * day;

const spans = fc
  .record({
    grain: fc.constantFrom('hour', 'day'),
    from: fc.nat({ max: years / hour }),
    length: fc.oneof(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 1, max: 30_000 })),
  })
  .map(({ grain, from, length }): Stretch => {
    const size = grain === 'hour' ? hour : day;
    const start = Math.floor((from * hour) / size) * size;
    return { grain, from: start, to: start + length * size };
  });

const isStart: Readonly<Record<RollUpGrain, (at: number) => boolean>> = {
  hour: (at) => at % hour === 0,
  day: (at) => at % day === 0,
  month: (at) => at % day === 0 && new Date(at).getUTCDate() === 1,
};

describe('a span of time is made up', () => {
  it('of stretches that lie one after the other, with nothing between them and nothing twice', () => {
    fc.assert(
      fc.property(spans, (span) => {
        const parts = stretchesOf(span).toSorted((left, right) => left.from - right.from);
        expect(parts[0]?.from).toBe(span.from);
        for (const [index, { from, to }] of parts.entries()) {
          expect(to).toBeGreaterThan(from);
          expect(to).toBe(parts[index + 1]?.from ?? span.to);
        }
      }),
    );
  });

  it('of whole hours, days and months, and no finer ones than its own', () => {
    fc.assert(
      fc.property(spans, (span) => {
        for (const { grain, from, to } of stretchesOf(span)) {
          expect([isStart[grain](from), isStart[grain](to)]).toEqual([true, true]);
          if (span.grain === 'day') expect(grain).not.toBe('hour');
        }
      }),
    );
  });

  it('of few roll-ups, however long it is: hours of two days and days of two months at most beside its months', () => {
    fc.assert(
      fc.property(spans, (span) => {
        const lengthOf = (grain: RollUpGrain) =>
          stretchesOf(span).reduce((sum, one) => sum + (one.grain === grain ? one.to - one.from : 0), 0);
        expect(lengthOf('hour')).toBeLessThan(2 * day);
        expect(lengthOf('day')).toBeLessThan(62 * day);
      }),
    );
  });

  it('of nothing where it ends as it begins', () => {
    expect(stretchesOf({ grain: 'day', from: day, to: day })).toEqual([]);
  });
});
