import { z } from 'zod';
import { microUsdOf, usdOf } from '../kernel/index.ts';
import type { ModelPrice } from '../runtime/ports/models.ts';

/** US dollars for a million tokens. Numbers would be binary fractions: 0.1 of them is no tenth. */
const usd = z
  .string({ error: 'must be US dollars for a million tokens as decimal text, such as "0.25"' })
  .regex(
    /^\d{1,6}(\.\d{1,6})?$/,
    'must be US dollars for a million tokens as decimal text, such as "0.25", with at most six decimals',
  )
  .transform(microUsdOf);

const time = z
  .union([z.iso.date(), z.iso.datetime({ offset: true })], {
    error:
      'must be a date such as "2026-01-01", which begins in UTC, or a time such as "2026-01-01T08:00:00Z"',
  })
  .transform((text) => Date.parse(text));

const priceSchema = z
  .strictObject({
    /** When it begins to hold; left out: it always did. */
    from: time.nullable().default(null),
    input: usd,
    /** Left out: what is sent costs the same, whether or not the provider had kept it. */
    cachedInput: usd.exactOptional(),
    /** Left out: what is sent costs the same, whether or not the provider keeps it. */
    cacheWrite: usd.exactOptional(),
    output: usd,
    /** Left out: reasoning costs what other output does. */
    reasoning: usd.exactOptional(),
  })
  .transform((price): ModelPrice => {
    const { input, output, cachedInput = input, cacheWrite = input, reasoning = output, from } = price;
    const tokens = { input, cachedInput, cacheWrite, output, reasoning };
    return { version: versionOf(from, tokens), from, ...tokens };
  });

/** What one model costs, as its operator says: a list of prices with the times from which they hold. */
export const modelPricesSchema = z
  .array(priceSchema)
  .refine(
    (prices) => new Set(prices.map(({ from }) => from)).size === prices.length,
    'has two prices from the same time',
  )
  .transform((prices) =>
    prices.toSorted((one, other) => (other.from ?? -Infinity) - (one.from ?? -Infinity)),
  );

/** Says all of the price: whoever reads the ledger years later needs no old configuration to check a cost. */
function versionOf(from: number | null, tokens: Omit<ModelPrice, 'version' | 'from'>): string {
  const since = from === null ? 'always' : new Date(from).toISOString().replace('T00:00:00.000Z', '');
  return [since, ...Object.entries(tokens).map(([kind, price]) => `${kind}=${usdOf(price)}`)].join(' ');
}
