import type { EventOf, Usage } from './events.ts';

/** Of an execution that has called nothing. */
export const noUsage: Usage = {
  inputTokens: 0,
  outputTokens: 0,
  cachedTokens: 0,
  reasoningTokens: 0,
  totalTokens: 0,
  costMicroUsd: 0,
  modelCalls: 0,
  toolCalls: 0,
};

/** A sum with something unknown in it is unknown. */
export function addUsage(left: Usage, right: Usage): Usage {
  return {
    inputTokens: sum(left.inputTokens, right.inputTokens),
    outputTokens: sum(left.outputTokens, right.outputTokens),
    cachedTokens: sum(left.cachedTokens, right.cachedTokens),
    reasoningTokens: sum(left.reasoningTokens, right.reasoningTokens),
    totalTokens: sum(left.totalTokens, right.totalTokens),
    costMicroUsd: sum(left.costMicroUsd, right.costMicroUsd),
    modelCalls: left.modelCalls + right.modelCalls,
    toolCalls: left.toolCalls + right.toolCalls,
  };
}

/** How many tokens a call has used at least: what its provider has told of them. */
export function knownTokens({ inputTokens, outputTokens, totalTokens }: Usage): number {
  return totalTokens ?? (inputTokens ?? 0) + (outputTokens ?? 0);
}

/** What a call has cost instead of what was charged for it before; where nobody knows what it has, that stays. */
export function settlement({
  usage: { costMicroUsd },
  reservedMicroUsd = 0,
}: EventOf<'UsageRecorded'>): number {
  return costMicroUsd === null ? 0 : costMicroUsd - reservedMicroUsd;
}

function sum(left: number | null, right: number | null): number | null {
  return left === null || right === null ? null : left + right;
}
