import { describe, expect, it } from 'vitest';
import { modelProvidersSchema } from '../../src/models/index.ts';
import { readConfig } from '../../src/server/config.ts';

const price = { input: '0.25', output: '2' };

const configured = (prices: unknown) => [
  {
    name: 'local',
    type: 'openai-compatible',
    baseUrl: 'http://localhost:1/v1',
    models: [{ model: 'a', prices }],
  },
];

const pricesOf = (prices: unknown) => modelProvidersSchema.parse(configured(prices))[0]?.models[0]?.prices;

describe('the prices of a model', () => {
  it('are exact to six decimals, and where nothing else is said, all that is sent or generated costs the same', () => {
    expect(pricesOf([{ input: '0.000001', output: '999999.999999' }])).toEqual([
      {
        version:
          'always input=0.000001 cachedInput=0.000001 cacheWrite=0.000001 output=999999.999999 reasoning=999999.999999',
        from: null,
        input: 1,
        cachedInput: 1,
        cacheWrite: 1,
        output: 999_999_999_999,
        reasoning: 999_999_999_999,
      },
    ]);
  });

  it('may differ for what the provider had kept and for reasoning', () => {
    expect(
      pricesOf([{ ...price, cachedInput: '0.025', cacheWrite: '0.3125', reasoning: '3' }]),
    ).toMatchObject([
      { input: 250_000, cachedInput: 25_000, cacheWrite: 312_500, output: 2_000_000, reasoning: 3_000_000 },
    ]);
  });

  it('are ordered from the newest to the one that always held', () => {
    const froms = ['2026-03-01', undefined, '2026-07-01T08:00:00+02:00'];
    const prices = pricesOf(froms.map((from) => (from === undefined ? price : { ...price, from })));
    expect(prices?.map(({ from }) => from)).toEqual([Date.UTC(2026, 6, 1, 6), Date.UTC(2026, 2), null]);
    expect(prices?.map(({ version }) => version.split(' ')[0])).toEqual([
      '2026-07-01T06:00:00.000Z',
      '2026-03-01',
      'always',
    ]);
  });

  it('have a version that changes with what they say, and not with how it is written', () => {
    const versions = [price, { ...price, output: '2.000' }, { ...price, output: '3' }].map(
      (one) => pricesOf([one])?.[0]?.version,
    );
    expect(versions[0]).toBe(versions[1]);
    expect(versions[0]).not.toBe(versions[2]);
  });

  const place = 'CHATTER_MODELS 0.models.0.prices';
  it.each([
    [
      [{ ...price, input: 0.25 }],
      `${place}.0.input: must be US dollars for a million tokens as decimal text`,
    ],
    [[{ ...price, output: '-1' }], `${place}.0.output: must be US dollars`],
    [[{ ...price, output: '1e3' }], `${place}.0.output: must be US dollars`],
    [[{ ...price, output: '0.0000001' }], `${place}.0.output: must be US dollars`],
    [[{ ...price, output: '1000000' }], `${place}.0.output: must be US dollars`],
    [[{ ...price, cachedInput: '' }], `${place}.0.cachedInput: must be US dollars`],
    [[{ ...price, reasoning: null }], `${place}.0.reasoning: must be US dollars`],
    [[{ input: '1' }], `${place}.0.output: must be US dollars`],
    [[price, { ...price, from: '1.3.2026' }], `${place}.1.from: must be a date such as "2026-01-01"`],
    [[{ ...price, from: '2026-02-30' }], `${place}.0.from: must be a date`],
    [[{ ...price, from: '2026-02-01T10:00' }], `${place}.0.from: must be a date`],
    [[{ ...price, cached: '1' }], `${place}.0: Unrecognized key: "cached"`],
    [[price, price], `${place}: has two prices from the same time`],
    [
      [
        { ...price, from: '2026-01-01' },
        { ...price, from: '2026-01-01T00:00:00Z' },
      ],
      `${place}: has two prices`,
    ],
    [price, `${place}: must be a list`],
  ])('%j stop the start, and it is said where they are wrong', (prices, message) => {
    const environment = { CHATTER_MODELS: JSON.stringify(configured(prices)) };
    expect(() => readConfig(environment)).toThrow(message);
  });
});
