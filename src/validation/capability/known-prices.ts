import { aboutNode, type SituationRule } from '../situation.ts';
import { describedModel, type NamedModel, namedModels } from './named-models.ts';

/** Under a limit of the cost, what every call can cost is known: what cannot be counted cannot be limited. */
export const knownPrices: SituationRule = {
  code: 'limit/cost-unknown',
  find: (situation) => {
    const { survey, context } = situation;
    const { maxCostUsd } = survey.graph.limits;
    if (maxCostUsd === undefined) return [];
    return namedModels(situation)
      .flat()
      .flatMap((named) => {
        const unknown = unknownOf(named, context.requested !== null);
        if (unknown === null) return [];
        const what = `asks ${describedModel(named)}, ${unknown.what}, so limits.maxCostUsd (${maxCostUsd}) cannot be kept`;
        return [aboutNode(named.node, named.use.at, `${what}: ${unknown.advice}`)];
      });
  },
};

const price = { what: 'whose price is unknown', advice: 'limit its tokens (limits.maxTokens) instead' };
const length = { what: 'whose answers can be of any length', advice: 'set maxTokens' };

/** A request that is still to come may bound answers. */
function unknownOf({ known, answerTokens }: NamedModel, isRequested: boolean): typeof price | null {
  if (known === null) return null;
  if (known.outputPrice === null) return price;
  return isRequested && answerTokens === null && known.outputPrice > 0 ? length : null;
}
