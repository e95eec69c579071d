import type { ModelFeature } from '../../nodes/index.ts';
import { aboutNode, type SituationRule } from '../situation.ts';
import { describedModel, namedModels } from './named-models.ts';

const meanings: Readonly<Record<ModelFeature, string>> = {
  structuredOutput: 'structured output',
  tools: 'tool calls',
};

/** A model can do what a node asks of it, as far as anybody has said what it can do. */
export const modelFeatures: SituationRule = {
  code: 'model/unsupported',
  find: (situation) =>
    namedModels(situation)
      .flat()
      .flatMap((named) => {
        const supports = named.known?.supports ?? null;
        if (supports === null) return [];
        return named.use.features
          .filter((feature) => !supports.includes(feature))
          .map((feature) => {
            const what = `asks ${describedModel(named)} for ${meanings[feature]}, which it does not support`;
            return aboutNode(named.node, named.use.at, `${what}: name another model, or do without it`);
          });
      }),
};
