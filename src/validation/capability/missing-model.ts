import type { NearNames } from '../../expression/near-names.ts';
import type { KnownModel } from '../validation-context.ts';
import { describedModel, type NamedModel } from './named-models.ts';

/** What is wrong with a model that is not there, and what its author may have meant. */
export interface MissingModel {
  /** The place in the configuration of what is wrong. */
  readonly at: string;
  /** To be read after the name of the node: `asks the model "a/b", which this server does not have`. */
  readonly what: string;
  /** What there is in place of the wrong name. */
  readonly known: readonly string[];
  readonly meant: string | undefined;
  /** `meant`, where the wrong name stands in the node and not in the request. */
  readonly suggestion: string | undefined;
}

/** Where its provider is there, the model's name is wrong; else that of the provider. */
export function missingModel(
  missing: NamedModel,
  models: readonly KnownModel[],
  near: NearNames,
): MissingModel {
  const { use, provider, model } = missing;
  const asks = `asks ${describedModel(missing)},`;
  const own = models.filter((one) => one.provider === provider).map((one) => one.model);
  if (own.length > 0) {
    const meant = near.of(`${model}`, own);
    const what = `${asks} which this server does not have`;
    return { at: use.at, what, known: own, meant, suggestion: use.model === null ? undefined : meant };
  }
  const known = [...new Set(models.map((one) => one.provider))];
  const meant = near.of(`${provider}`, known);
  const what = `${asks} whose provider this server does not have`;
  if (use.provider === null) return { at: use.at, what, known, meant, suggestion: undefined };
  return { at: use.providerAt, what, known, meant, suggestion: meant };
}
