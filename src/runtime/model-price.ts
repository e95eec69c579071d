import type { ModelName, ModelUsage } from '../nodes/index.ts';
import type { ModelInfo, ModelPrice, Models } from './ports/models.ts';

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
export function costOf(price: ModelPrice, used: Omit<ModelUsage, 'totalTokens'>): number | null {
  const sent = costOfTokens({ tokens: used.inputTokens, price: price.input }, [
    { tokens: used.cachedTokens, price: price.cachedInput },
    { tokens: used.cacheWriteTokens ?? null, price: price.cacheWrite },
  ]);
  const generated = costOfTokens({ tokens: used.outputTokens, price: price.output }, [
    { tokens: used.reasoningTokens, price: price.reasoning },
  ]);
  if (sent === null || generated === null) return null;
  const cost = Number((sent + generated + tokensOfPrice - 1n) / tokensOfPrice);
  return Number.isSafeInteger(cost) ? cost : null;
}

/** What a call costs at most that sends and generates so many tokens; null: it is beyond counting. */
export function mostCostOf(price: ModelPrice, inputTokens: number, outputTokens: number): number | null {
  const sent = Math.max(price.input, price.cachedInput, price.cacheWrite);
  const generated = Math.max(price.output, price.reasoning);
  const dearest = {
    ...price,
    ...{ input: sent, cachedInput: sent, cacheWrite: sent },
    ...{ output: generated, reasoning: generated },
  };
  return costOf(dearest, { inputTokens, outputTokens, cachedTokens: null, reasoningTokens: null });
}

interface PricedTokens {
  readonly tokens: number | null;
  readonly price: number;
}

/**
 * Some of all tokens have prices of their own. Where a provider does not say how many, none got a discount that was not
 * told; but where they are dearer, nobody knows what they cost. What is free costs nothing, however much it is.
 */
function costOfTokens(all: PricedTokens, special: readonly PricedTokens[]): bigint | null {
  if ([all, ...special].every(({ price }) => price === 0)) return 0n;
  if (all.tokens === null) return null;
  let rest = all.tokens;
  let cost = 0n;
  for (const { tokens, price } of special) {
    if (tokens === null && price > all.price) return null;
    const those = Math.min(tokens ?? 0, rest);
    rest -= those;
    cost += BigInt(those) * BigInt(price);
  }
  return cost + BigInt(rest) * BigInt(all.price);
}
