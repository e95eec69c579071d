import { nearestName } from '../expression/index.ts';
import { AppError } from '../kernel/index.ts';
import type { ModelRequest } from '../nodes/index.ts';
import type { Models } from '../runtime/ports/models.ts';
import type { Provider } from './provider.ts';

/** One caller over these providers, which have different names. */
export function createModels(providers: readonly Provider[]): Models {
  const byName = new Map(providers.map((provider) => [provider.name, provider]));
  const all = providers.flatMap(({ name, models }) => models.map((model) => ({ provider: name, ...model })));
  return {
    list: () => all,
    stream: (request, signal) => providerOf(byName, request).stream(request, signal),
  };
}

/** @throws AppError `model/unknown` */
function providerOf(
  providers: ReadonlyMap<string, Provider>,
  { provider: name, model }: ModelRequest,
): Provider {
  const provider = providers.get(name);
  if (!provider) {
    const known = [...providers.keys()];
    throw unknown(`no model provider is named "${name}"`, name, known);
  }
  const known = provider.models.map((one) => one.model);
  if (!known.includes(model)) throw unknown(`provider "${name}" has no model "${model}" here`, model, known);
  return provider;
}

function unknown(what: string, asked: string, known: readonly string[]): AppError {
  const nearest = nearestName(asked, known);
  const help =
    nearest === undefined ? `configured are ${known.join(', ') || 'none'}` : `did you mean "${nearest}"?`;
  return new AppError('model/unknown', `${what}: ${help}`);
}
