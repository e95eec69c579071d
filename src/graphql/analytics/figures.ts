import { percentile } from '../../analytics/index.ts';
import { usdOf } from '../../kernel/index.ts';
import type { Amounts, CallFigures, ExecutionFigures } from '../../runtime/ports/analytics-store.ts';
import { builder } from '../builder.ts';

interface Durations {
  readonly count: number;
  readonly totalMs: number;
  readonly bins: ExecutionFigures['durationBins'];
}

const DurationFigures = builder.objectRef<Durations>('DurationFigures').implement({
  description:
    'How long something took, in milliseconds. Percentiles are off by at most 2.5 per cent. Null: nothing was measured.',
  fields: (t) => {
    const shareOf = (share: number, description: string) =>
      t.float({ nullable: true, description, resolve: ({ bins }) => percentile(bins, share) });
    return {
      count: t.exposeFloat('count', { description: 'How many were measured.' }),
      average: t.float({
        nullable: true,
        description: 'The mean.',
        resolve: ({ count, totalMs }) => ratio(totalMs, count),
      }),
      p50: shareOf(0.5, 'Half of them took no longer.'),
      p90: shareOf(0.9, 'Nine of ten took no longer.'),
      p95: shareOf(0.95, '95 of a hundred took no longer.'),
      p99: shareOf(0.99, '99 of a hundred took no longer.'),
    };
  },
});

interface CountedAmounts extends Amounts {
  readonly count: number;
}

const AmountFigures = builder.objectRef<CountedAmounts>('AmountFigures').implement({
  description:
    'Tokens and cost, summed over everything of which they are known. Null: of nothing. How much the sums lack is counted beside them.',
  fields: (t) => {
    const tokens = (name: 'inputTokens' | 'outputTokens' | 'totalTokens', description: string) =>
      t.float({
        nullable: true,
        description,
        resolve: (one) => known(one[name], one.count, one.unknownTokensCount),
      });
    return {
      inputTokens: tokens('inputTokens', 'Tokens that were sent.'),
      outputTokens: tokens('outputTokens', 'Tokens that were generated.'),
      totalTokens: tokens('totalTokens', 'All tokens, as the provider counts them.'),
      unknownTokensCount: t.exposeFloat('unknownTokensCount', {
        description: 'For how many of them the tokens are unknown.',
      }),
      costUsd: t.string({
        nullable: true,
        description: 'The cost in US dollars, as decimal text: `0.0042`.',
        resolve: (one) => knownUsd(one.costMicroUsd, one.count, one.unknownCostCount),
      }),
      unknownCostCount: t.exposeFloat('unknownCostCount', {
        description: 'For how many of them the cost is unknown.',
      }),
    };
  },
});

export const ExecutionFiguresType = builder.objectRef<ExecutionFigures>('ExecutionFigures').implement({
  description: 'What executions that have ended amounted to, those that were deleted since included.',
  fields: (t) => ({
    executions: t.exposeFloat('executions', { description: 'How many ended.' }),
    completed: t.exposeFloat('completed', { description: 'How many completed.' }),
    failed: t.exposeFloat('failed', { description: 'How many failed.' }),
    cancelled: t.exposeFloat('cancelled', { description: 'How many were cancelled.' }),
    successRate: t.float({
      nullable: true,
      description: 'The share of them that completed, 0 to 1. Null: none ended.',
      resolve: ({ completed, executions }) => ratio(completed, executions),
    }),
    modelCalls: t.exposeFloat('modelCalls', { description: 'Model calls, including those that failed.' }),
    toolCalls: t.exposeFloat('toolCalls', { description: 'Tool calls.' }),
    duration: t.field({
      type: DurationFigures,
      description: 'From start to end. An execution that was cancelled before it started is not counted.',
      resolve: (one) => ({ count: one.timedCount, totalMs: one.durationMs, bins: one.durationBins }),
    }),
    timeToFirstToken: t.field({
      type: DurationFigures,
      description: 'From start to the first text of a model, for executions in which a model said something.',
      resolve: (one) => ({ count: one.firstTextCount, totalMs: one.firstTextMs, bins: one.firstTextBins }),
    }),
    amounts: t.field({
      type: AmountFigures,
      description: 'Tokens and cost.',
      resolve: (one) => ({ ...one, count: one.executions }),
    }),
  }),
});

export const CallFiguresType = builder.objectRef<CallFigures>('CallFigures').implement({
  description: 'What model calls amounted to, in executions that have ended.',
  fields: (t) => ({
    calls: t.exposeFloat('calls', { description: 'How many, including those that failed.' }),
    amounts: t.field({
      type: AmountFigures,
      description: 'Tokens and cost.',
      resolve: (one) => ({ ...one, count: one.calls }),
    }),
  }),
});

/** Null where there is nothing to divide by. */
export function ratio(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}

/** A sum over `count` things, `unknown` of which could not be added: null where that is all of them. */
export function known(sum: number, count: number, unknown: number): number | null {
  return count > 0 && unknown >= count ? null : sum;
}

export function knownUsd(microUsd: number, count: number, unknown: number): string | null {
  const sum = known(microUsd, count, unknown);
  return sum === null ? null : usdOf(sum);
}
