import { advice } from '../../expression/known-names.ts';
import { NearNames } from '../../expression/near-names.ts';
import { aboutNode, type SituationRule } from '../situation.ts';
import type { KnownModel } from '../validation-context.ts';
import { missingModel } from './missing-model.ts';
import { type NamedModel, namedModels } from './named-models.ts';

/** A node that asks models has one to ask. */
export const knownModels: SituationRule = {
  code: 'model/unknown',
  find: (situation) => {
    const near = new NearNames();
    const { models } = situation.context.capabilities;
    return namedModels(situation).flatMap((named) => {
      const [first] = named;
      if (!first || named.some(({ status }) => status === 'known' || status === 'open')) return [];
      const missing = named.find(({ status }) => status === 'unknown');
      if (missing === undefined) return [nameless(first, models)];
      const { at, what, known, meant, suggestion } = missingModel(missing, models, near);
      const message = `${what}: ${advice(meant, known, 'no models are configured')}`;
      return [{ ...aboutNode(missing.node, at, message), suggestion }];
    });
  },
};

function nameless({ node, use }: NamedModel, models: readonly KnownModel[]) {
  const names = models.map(({ provider, model }) => `${provider}/${model}`);
  const message = `names no model, and neither does the request: set provider and model in its config, or in the request; ${advice(undefined, names, 'no models are configured')}`;
  return aboutNode(node, use.at, message);
}
