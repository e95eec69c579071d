import { expect, it } from 'vitest';
import { usdOf } from '../../src/graphql/usage.ts';

it.each([
  [0, '0.00'],
  [1, '0.000001'],
  [4200, '0.0042'],
  [500_000, '0.50'],
  [1_000_000, '1.00'],
  [12_345_678, '12.345678'],
])('%d micro-dollars are written as %s', (microUsd, text) => {
  expect(usdOf(microUsd)).toBe(text);
});
