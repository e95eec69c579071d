import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { binOf, percentile } from '../../src/analytics/histogram.ts';

const durations = fc.array(fc.integer({ min: 1, max: 604_800_000 }), { minLength: 1, maxLength: 200 });

function binsOf(values: readonly number[]): readonly (readonly [number, number])[] {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(binOf(value), (counts.get(binOf(value)) ?? 0) + 1);
  return [...counts];
}

function exactly(values: readonly number[], share: number): number {
  const sorted = values.toSorted((left, right) => left - right);
  return sorted[Math.max(1, Math.ceil(share * sorted.length)) - 1] ?? Number.NaN;
}

describe('a histogram of durations', () => {
  it('gives every percentile within two and a half per cent, rounded to whole milliseconds', () => {
    fc.assert(
      fc.property(durations, fc.constantFrom(0, 0.5, 0.9, 0.95, 0.99, 1), (values, share) => {
        const exact = exactly(values, share);
        const given = percentile(binsOf(values), share) ?? Number.NaN;
        expect(Math.abs(given - exact)).toBeLessThanOrEqual(exact * 0.025 + 0.5);
      }),
    );
  });

  it('says the same whether it was kept as one or in parts', () => {
    fc.assert(
      fc.property(durations, durations, (left, right) => {
        const parts = [...binsOf(left), ...binsOf(right)];
        expect(percentile(parts, 0.9)).toBe(percentile(binsOf([...left, ...right]), 0.9));
      }),
    );
  });

  it('of nothing has no percentile', () => {
    expect(percentile([], 0.5)).toBeNull();
  });
});
