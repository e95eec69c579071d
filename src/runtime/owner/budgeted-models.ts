import type { ModelCaller } from '../../nodes/index.ts';
import { modelNamed } from '../model-price.ts';
import type { Models } from '../ports/models.ts';
import { mostCost } from './most-cost.ts';

interface BudgetedModels {
  readonly models: Models;
  now(): number;
  /** Resolves when that much is held for the call, durably. @throws AppError `limit/cost` */
  reserve(mostMicroUsd: number, asked: string): Promise<void>;
}

/** Models that are only called once what the call costs at most is set aside. What is free needs nothing. */
export function budgetedModels({ models, now, reserve }: BudgetedModels): ModelCaller {
  return {
    stream: async function* (request, signal) {
      const most = mostCost(request, modelNamed(models, request), now());
      if (most > 0) await reserve(most, `${request.provider}/${request.model}`);
      signal.throwIfAborted();
      yield* models.stream(request, signal);
    },
  };
}
