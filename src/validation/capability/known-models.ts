import { advice } from '../../expression/known-names.ts';
import type { Finding } from '../rule.ts';
import { aboutNode, type SituationRule } from '../situation.ts';
import { NearNames } from '../structure/wording.ts';
import type { KnownModel } from '../validation-context.ts';
import { describedModel, type NamedModel, namedModels } from './named-models.ts';

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
      return [misnamed(missing, models, near)];
    });
  },
};

/** Where its provider is there, a name that was probably misspelt is one of its models. */
function misnamed(missing: NamedModel, models: readonly KnownModel[], near: NearNames): Finding {
  const { node, use, provider, model } = missing;
  const own = models.filter((one) => one.provider === provider).map((one) => one.model);
  const asks = `asks ${describedModel(missing)},`;
  if (own.length === 0) {
    const providers = [...new Set(models.map((one) => one.provider))];
    const help = advice(near.of(`${provider}`, providers), providers, 'no models are configured');
    return aboutNode(node, use.at, `${asks} whose provider this server does not have: ${help}`);
  }
  const suggestion = near.of(`${model}`, own);
  const what = `${asks} which this server does not have: ${advice(suggestion, own, '')}`;
  const finding = aboutNode(node, use.at, what);
  return use.model === null ? finding : { ...finding, suggestion };
}

function nameless({ node, use }: NamedModel, models: readonly KnownModel[]) {
  const names = models.map(({ provider, model }) => `${provider}/${model}`);
  const message = `names no model, and neither does the request: set provider and model in its config, or in the request; ${advice(undefined, names, 'no models are configured')}`;
  return aboutNode(node, use.at, message);
}
