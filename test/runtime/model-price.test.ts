import { describe, expect, it } from 'vitest';
import { costOf, mostCostOf, priceAt } from '../../src/runtime/model-price.ts';
import type { ModelPrice } from '../../src/runtime/ports/models.ts';

/** 0.25 and 2 US dollars for a million tokens. */
const price: ModelPrice = {
  version: 'v',
  from: null,
  input: 250_000,
  cachedInput: 250_000,
  cacheWrite: 250_000,
  output: 2_000_000,
  reasoning: 2_000_000,
};
const discounted = { ...price, cachedInput: 25_000 };
const written = { ...discounted, cacheWrite: 312_500 };
const dearer = { ...price, reasoning: 5_000_000 };
const free = { ...price, input: 0, cachedInput: 0, cacheWrite: 0, output: 0, reasoning: 0 };

const used = { inputTokens: 1000, outputTokens: 100, cachedTokens: null, reasoningTokens: null };

describe('the cost of a call', () => {
  it.each([
    ['is what it sent and generated, each at its price', price, used, 250 + 200],
    ['is rounded up to whole millionths of a dollar', price, { ...used, inputTokens: 1, outputTokens: 0 }, 1],
    ['is nothing where nothing was used', price, { ...used, inputTokens: 0, outputTokens: 0 }, 0],
    ['counts what was kept at its own price', discounted, { ...used, cachedTokens: 400 }, 150 + 10 + 200],
    ['gives no discount that was not told', discounted, used, 450],
    ['takes no more for kept than was sent', discounted, { ...used, cachedTokens: 2000 }, 25 + 200],
    [
      'counts what was kept for later at its own price',
      written,
      { ...used, cachedTokens: 400, cacheWriteTokens: 400 },
      50 + 10 + 125 + 200,
    ],
    ['counts no token twice', written, { ...used, cachedTokens: 800, cacheWriteTokens: 800 }, 20 + 63 + 200],
    ['is unknown where nobody said what was kept for later, which is dearer', written, used, null],
    ['counts reasoning at its own price', dearer, { ...used, reasoningTokens: 50 }, 250 + 100 + 250],
    ['is unknown where dearer tokens are', dearer, used, null],
    ['is unknown where what was sent is', price, { ...used, inputTokens: null }, null],
    ['is unknown where what was generated is', price, { ...used, outputTokens: null }, null],
    [
      'of a free model is known whatever it used',
      free,
      { ...used, inputTokens: null, outputTokens: null },
      0,
    ],
    [
      'is exact far beyond what numbers multiply',
      price,
      { ...used, inputTokens: 9_007_199_254_740_991 },
      2_251_799_813_685_448,
    ],
    [
      'is unknown where it is beyond all money',
      { ...price, input: 999_999_999_999 },
      { ...used, inputTokens: 9_007_199_254_740_991 },
      null,
    ],
  ])('%s', (_, of, usage, cost) => {
    expect(costOf(of, usage)).toBe(cost);
  });
});

it('is at most that of the dearest tokens that can be sent and generated', () => {
  expect(mostCostOf(discounted, 1000, 100)).toBe(250 + 200);
  expect(mostCostOf({ ...written, reasoning: 5_000_000 }, 1000, 100)).toBe(Math.ceil(312.5 + 500));
  expect(mostCostOf({ ...price, input: 999_999_999_999 }, Number.MAX_SAFE_INTEGER, 0)).toBeNull();
});

it('holds from its time on until the next, and before the first it is unknown', () => {
  const later = { ...price, from: 200, version: 'later' };
  const first = { ...price, from: 100, version: 'first' };
  const prices = [later, first];
  expect([99, 100, 199, 200, 1000].map((at) => priceAt({ prices }, at)?.version)).toEqual([
    undefined,
    'first',
    'first',
    'later',
    'later',
  ]);
  expect(priceAt({ prices: [] }, 0)).toBeNull();
});
