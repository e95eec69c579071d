import { aboutNode, type SituationRule } from '../situation.ts';
import { describedModel, namedModels } from './named-models.ts';

/** Under a limit of the cost, the price of every model is known: what cannot be counted cannot be limited. */
export const knownPrices: SituationRule = {
  code: 'limit/cost-unknown',
  find: (situation) => {
    const { maxCostUsd } = situation.survey.graph.limits;
    if (maxCostUsd === undefined) return [];
    return namedModels(situation)
      .flat()
      .filter(({ known }) => known !== null && known.outputPrice === null)
      .map((named) => {
        const what = `asks ${describedModel(named)}, whose price is unknown, so limits.maxCostUsd (${maxCostUsd}) cannot be kept`;
        return aboutNode(named.node, named.use.at, `${what}: limit its tokens (limits.maxTokens) instead`);
      });
  },
};
