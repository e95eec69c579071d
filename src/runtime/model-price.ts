import type { ModelUsage } from '../nodes/index.ts';
import type { ModelInfo, ModelPrice, Models } from './ports/models.ts';

type ModelName = Pick<ModelInfo, 'provider' | 'model'>;

/** What is known of a model; null: the server is not configured for it. */
export function modelNamed(models: Pick<Models, 'list'>, { provider, model }: ModelName): ModelInfo | null {
  return models.list().find((one) => one.provider === provider && one.model === model) ?? null;
}

/** The price that holds at a time; null: it is unknown. */
export function priceAt({ prices }: Pick<ModelInfo, 'prices'>, at: number): ModelPrice | null {
  return prices.find(({ from }) => from === null || from <= at) ?? null;
}

const tokensOfPrice = 1_000_000n;

/**
 * What a call costs in micro US dollars, rounded up; null: too little is known of what it used. Exact inside: prices
 * times tokens are larger than numbers can be.
 */
export function costOf(
  price: ModelPrice,
  { inputTokens, cachedTokens, outputTokens, reasoningTokens }: Omit<ModelUsage, 'totalTokens'>,
): number | null {
  const sent = costOfTokens({ all: inputTokens, special: cachedTokens }, [price.input, price.cachedInput]);
  const generated = costOfTokens({ all: outputTokens, special: reasoningTokens }, [
    price.output,
    price.reasoning,
  ]);
  if (sent === null || generated === null) return null;
  const cost = Number((sent + generated + tokensOfPrice - 1n) / tokensOfPrice);
  return Number.isSafeInteger(cost) ? cost : null;
}

interface Tokens {
  readonly all: number | null;
  /** Those among them that have a price of their own. */
  readonly special: number | null;
}

/**
 * Where a provider does not say how many tokens were special, none got a discount that was not told; but where they
 * are dearer, nobody knows what they cost. What is free costs nothing, however much it is.
 */
function costOfTokens(
  { all, special }: Tokens,
  [price, ofSpecial]: readonly [price: number, ofSpecial: number],
): bigint | null {
  if (price === 0 && ofSpecial === 0) return 0n;
  if (all === null || (special === null && ofSpecial > price)) return null;
  const those = Math.min(special ?? 0, all);
  return BigInt(all - those) * BigInt(price) + BigInt(those) * BigInt(ofSpecial);
}
