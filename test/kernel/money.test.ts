import { expect, it } from 'vitest';
import { microUsdOf, usdOf } from '../../src/kernel/index.ts';

it.each([
  [0, '0.00'],
  [1, '0.000001'],
  [4200, '0.0042'],
  [500_000, '0.50'],
  [1_000_000, '1.00'],
  [12_345_678, '12.345678'],
  [999_999_999_999_999, '999999999.999999'],
])('%d micro-dollars are written as %s, and read as what they were', (microUsd, text) => {
  expect(usdOf(microUsd)).toBe(text);
  expect(microUsdOf(text)).toBe(microUsd);
});

it.each([
  ['1', 1_000_000],
  ['0.3', 300_000],
  ['007.10', 7_100_000],
])('%s is %d micro-dollars: nothing is lost to binary fractions', (text, microUsd) => {
  expect(microUsdOf(text)).toBe(microUsd);
});
