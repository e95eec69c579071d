import fc from 'fast-check';
import { expect, it } from 'vitest';
import { jsonLengthUpTo } from '../../src/kernel/index.ts';

it('the length of a value is about that of its JSON text', () => {
  fc.assert(
    fc.property(fc.jsonValue({ stringUnit: fc.constantFrom('a', 'é', '漢') }), (value) => {
      const { length } = JSON.stringify(value);
      const counted = jsonLengthUpTo(value, Number.POSITIVE_INFINITY);
      expect(counted).toBeGreaterThanOrEqual(length);
      expect(counted).toBeLessThanOrEqual(length * 1.5 + 1);
    }),
  );
});

it('counting a long value ends soon after the bound', () => {
  let looks = 0;
  const item = {
    get text() {
      looks += 1;
      return 'x'.repeat(10);
    },
  };
  const list = Array.from({ length: 10_000 }, () => item);
  expect(jsonLengthUpTo({ deep: [list] }, 1000)).toBeGreaterThan(1000);
  expect(looks).toBeLessThan(100);
});

/** A value with so many keys, and how often one of them was looked at. */
function wide() {
  const seen = { looks: 0 };
  const value = Object.fromEntries(Array.from({ length: 5000 }, (_, index) => [`key${index}`, index]));
  const get = () => {
    seen.looks += 1;
    return 1;
  };
  return { value: Object.defineProperty(value, 'watched', { enumerable: true, get }), seen };
}

it('a value of many parts is counted once, wherever it stands', () => {
  const { value, seen } = wide();
  const length = jsonLengthUpTo(value, Number.POSITIVE_INFINITY);
  expect(jsonLengthUpTo({ a: [value, value] }, 1_000_000)).toBeGreaterThan(2 * length);
  expect(jsonLengthUpTo(value, 1000)).toBe(length);
  expect(seen.looks).toBe(1);
});

it('a value of many parts that was counted in part is counted on where more may count', () => {
  const { value, seen } = wide();
  expect(jsonLengthUpTo(value, 1000)).toBeLessThan(1100);
  const length = jsonLengthUpTo(value, Number.POSITIVE_INFINITY);
  expect(length).toBeGreaterThanOrEqual(JSON.stringify({ ...value }).length);
  expect(seen.looks).toBe(2);
});

it('what is nested deeper than values may be has no end', () => {
  const nested = (levels: number) => JSON.parse(`${'['.repeat(levels)}${']'.repeat(levels)}`);
  expect(jsonLengthUpTo(nested(1000), 1_000_000)).toBeLessThan(10_000);
  expect(jsonLengthUpTo(nested(1001), 1_000_000)).toBe(Number.POSITIVE_INFINITY);
  expect(jsonLengthUpTo(nested(100_000), 1_000_000)).toBe(Number.POSITIVE_INFINITY);
});

it('a value of many parts that stands too deep in one value is no longer than it is in another', () => {
  const list = Array.from({ length: 2000 }, () => [[]]);
  let deep: unknown = list;
  for (let level = 0; level < 998; level += 1) deep = [deep];
  expect(jsonLengthUpTo(deep, 1_000_000)).toBe(Number.POSITIVE_INFINITY);
  expect(jsonLengthUpTo({ list }, 1_000_000)).toBeLessThan(20_000);
});
