import { AppError } from '../../kernel/index.ts';
import type { ModelCaller, ModelRequest } from '../../nodes/index.ts';

/**
 * Models under a cost limit that nobody can keep: none has a known price, and what a call costs must be known before
 * it is made.
 */
export function unpricedModels(maxCostUsd: string): ModelCaller {
  return {
    stream: ({ provider, model }: ModelRequest) => {
      const message =
        `the price of ${provider}/${model} is unknown, so ${maxCostUsd} US dollars (limits.maxCostUsd) cannot be ` +
        'kept: limit its tokens (limits.maxTokens) instead';
      throw new AppError('limit/cost-unknown', message);
    },
  };
}
