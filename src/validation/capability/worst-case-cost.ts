import { microUsdOf, usdOf } from '../../kernel/index.ts';
import type { SituationRule } from '../situation.ts';
import type { SurveyedNode } from '../survey.ts';
import { namedModels } from './named-models.ts';
import { worstCase } from './worst-case.ts';

/** What the answers of models cost at most, where that is known, is within the limit of the cost. */
export const worstCaseCost: SituationRule = {
  code: 'limit/cost-beyond',
  find: (situation) => {
    const { survey } = situation;
    const { maxCostUsd } = survey.graph.limits;
    if (maxCostUsd === undefined) return [];
    const ofAttempt = costsOf(situation);
    const cost = Math.ceil(worstCase(survey, (node) => node.attempts * (ofAttempt.get(node) ?? 0)));
    if (cost <= microUsdOf(maxCostUsd)) return [];
    const what = `the answers of its models can cost ${usdOf(cost)} US dollars, with loops, retries and fallbacks, and no call is made that could cost more than ${maxCostUsd} altogether (limits.maxCostUsd)`;
    return [
      {
        message: `${what}: raise the limit, or lower maxTokens and the bounds of loops`,
        path: 'limits.maxCostUsd',
      },
    ];
  },
};

const tokensOfPrice = 1_000_000;

/** What one attempt of a node costs at most, in micro US dollars. What nobody knows is left out. */
function costsOf(situation: Parameters<SituationRule['find']>[0]): ReadonlyMap<SurveyedNode, number> {
  const costs = new Map<SurveyedNode, number>();
  for (const { node, use, known, answerTokens } of namedModels(situation).flat()) {
    const cost = (use.calls * (answerTokens ?? 0) * (known?.outputPrice ?? 0)) / tokensOfPrice;
    costs.set(node, (costs.get(node) ?? 0) + cost);
  }
  return costs;
}
