import type { ModelUse } from '../../nodes/index.ts';
import type { Situation } from '../situation.ts';
import type { SurveyedNode } from '../survey.ts';
import type { KnownModel, ValidationContext } from '../validation-context.ts';

/** A model that a node asks, as far as it can be told before it runs. */
export interface NamedModel {
  readonly node: SurveyedNode;
  readonly use: ModelUse;
  readonly provider: string | null;
  readonly model: string | null;
  /** `open`: the request will say which. `nameless`: nobody has said which, and nobody will. */
  readonly status: 'known' | 'unknown' | 'open' | 'nameless';
  /** Only of a known one. */
  readonly known: KnownModel | null;
  /** Tokens of an answer at most; null: nothing bounds them so far. */
  readonly answerTokens: number | null;
}

/** For every node that asks models, these, in the order in which it does. */
export function namedModels({ survey, context }: Situation): readonly (readonly NamedModel[])[] {
  const byName = new Map(context.capabilities.models.map((known) => [nameOf(known), known]));
  const providers = new Set(context.capabilities.models.map(({ provider }) => provider));
  return survey.nodes
    .filter(({ uses }) => uses.models.length > 0)
    .map((node) =>
      node.uses.models.map((use) => {
        const { provider, model } = resolved(use, context);
        const named = provider === null || model === null ? null : { provider, model };
        const known = named === null ? null : (byName.get(nameOf(named)) ?? null);
        const isMissing = named === null ? provider !== null && !providers.has(provider) : known === null;
        const unnamed = context.requested === null ? 'open' : 'nameless';
        const status = isMissing ? 'unknown' : named === null ? unnamed : 'known';
        const answerTokens = mostTokens(use, known, context);
        return { node, use, provider, model, known, status, answerTokens } as const;
      }),
    );
}

/** A request fills what a node leaves open. Its model means something only with its provider. */
function resolved({ provider, model }: ModelUse, { requested }: ValidationContext) {
  const asked = provider ?? requested?.provider ?? null;
  const fromRequest = asked !== null && asked === requested?.provider ? requested.model : undefined;
  return { provider: asked, model: model ?? fromRequest ?? null };
}

function mostTokens(
  { maxTokens }: ModelUse,
  known: KnownModel | null,
  { requested }: ValidationContext,
): number | null {
  const asked = maxTokens ?? requested?.maxTokens ?? Infinity;
  const most = Math.min(asked, known?.maxOutputTokens ?? Infinity);
  return most === Infinity ? null : most;
}

function nameOf({ provider, model }: { readonly provider: string; readonly model: string }): string {
  return JSON.stringify([provider, model]);
}

/** A model as messages call it. */
export function describedModel({ provider, model }: Pick<NamedModel, 'provider' | 'model'>): string {
  return model === null ? `a model of the provider "${provider}"` : `the model "${provider}/${model}"`;
}
