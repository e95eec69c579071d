import type { TemplateFigures } from '../../runtime/ports/analytics-store.ts';
import { builder } from '../builder.ts';
import { known, knownUsd, ratio } from './figures.ts';

const moment = { type: 'DateTime', nullable: true } as const;

export const TemplateAnalytics = builder.objectRef<TemplateFigures>('TemplateAnalytics').implement({
  description:
    "How much a template was used, exact at any moment: by everybody, if it is your own; only by you, if it is somebody else's. Deleted executions stay counted.",
  fields: (t) => ({
    usageCount: t.exposeFloat('usageCount', { description: 'Executions of it that have ended.' }),
    successCount: t.exposeFloat('successCount', { description: 'How many completed.' }),
    failureCount: t.exposeFloat('failureCount', { description: 'How many failed.' }),
    cancelCount: t.exposeFloat('cancelCount', { description: 'How many were cancelled.' }),
    successRate: t.float({
      nullable: true,
      description: 'The share of all that completed, 0 to 1. Null: it was not used.',
      resolve: ({ successCount, usageCount }) => ratio(successCount, usageCount),
    }),
    totalTokens: t.float({
      nullable: true,
      description: 'Tokens in all, of the executions for which they are known. Null: of none.',
      resolve: (one) => known(one.totalTokens, one.usageCount, one.unknownTokensCount),
    }),
    averageTokens: t.float({
      nullable: true,
      description: 'Mean tokens per execution, of those for which they are known. Null: of none.',
      resolve: (one) => ratio(one.totalTokens, one.usageCount - one.unknownTokensCount),
    }),
    unknownTokensCount: t.exposeFloat('unknownTokensCount', {
      description: 'For how many of them the tokens are unknown.',
    }),
    totalCostUsd: t.string({
      nullable: true,
      description:
        'Cost in all, in US dollars as decimal text, of the executions for which it is known. Null: of none.',
      resolve: (one) => knownUsd(one.totalCostMicroUsd, one.usageCount, one.unknownCostCount),
    }),
    unknownCostCount: t.exposeFloat('unknownCostCount', {
      description: 'For how many of them the cost is unknown.',
    }),
    averageDurationMs: t.float({
      nullable: true,
      description: 'The mean from start to end, in milliseconds. Null: none has started and ended.',
      resolve: (one) => ratio(one.totalDurationMs, one.timedCount),
    }),
    lastUsedAt: t.expose('lastUsedAt', { ...moment, description: 'When an execution of it last ended.' }),
    lastSuccessAt: t.expose('lastSuccessAt', {
      ...moment,
      description: 'When an execution of it last completed.',
    }),
    lastFailureAt: t.expose('lastFailureAt', {
      ...moment,
      description: 'When an execution of it last failed.',
    }),
  }),
});
