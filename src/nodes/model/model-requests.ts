import type { Message } from '../../kernel/index.ts';
import type { Activation, ModelDefaults, ModelName } from '../node-behaviour.ts';
import type { ModelRequest } from './model-caller.ts';
import type { ModelConfig } from './model-config.ts';

/**
 * The models to ask, in order: the node's own, then its fallbacks. A model's name means something only with its
 * provider, so the request's model is not asked of another provider. None: one of the two is named and the other is
 * not, and no fallback must pass over what was asked for.
 */
export function modelsOf(config: ModelConfig, defaults: ModelDefaults): readonly ModelName[] {
  const provider = config.provider ?? defaults.provider;
  const fromRequest = provider === defaults.provider ? defaults.model : undefined;
  const model = config.model ?? fromRequest;
  if (provider !== undefined && model !== undefined) return [{ provider, model }, ...config.fallbackModels];
  return provider === undefined && model === undefined ? config.fallbackModels : [];
}

/** What is missing, and where to set it. */
export function namelessModel(config: ModelConfig, defaults: ModelDefaults): string {
  const provider = config.provider ?? defaults.provider;
  const model = config.model ?? defaults.model;
  if (provider === undefined && model === undefined) {
    return "it names no model, and neither does the request: set provider and model in the node's config or in the request";
  }
  const missing = provider === undefined ? 'provider' : 'model';
  const named = provider === undefined ? `the model "${model}"` : `the provider "${provider}"`;
  return `it names ${named} and no ${missing}: set ${missing} in the node's config or in the request`;
}

export interface Turns {
  readonly system: string | null;
  readonly prompt: string | null;
}

/** System prompt, history and prompt, in this order. What is blank is left out: providers refuse it. */
export function messagesOf(
  { history, prompt: hasPrompt }: ModelConfig,
  { system, prompt }: Turns,
  sent: readonly Message[],
): readonly Message[] {
  const isSent = history === 'all' || (history === 'auto' && hasPrompt === undefined);
  return [...turn('system', system), ...(isSent ? sent : []), ...turn('user', prompt)];
}

function turn(role: 'system' | 'user', content: string | null): readonly Message[] {
  return content === null || content.trim() === '' ? [] : [{ role, content }];
}

interface RequestParts {
  readonly config: ModelConfig;
  readonly defaults: ModelDefaults;
  readonly messages: readonly Message[];
  readonly activation: Activation;
}

/** The same question for each of the models. A provider must not take one of them for a repetition of another. */
export function requestsOf(models: readonly ModelName[], parts: RequestParts): readonly ModelRequest[] {
  const { config, messages, activation } = parts;
  const { providerOptions } = config;
  const ownProvider = models[0]?.provider;
  const settings = settingsOf(parts);
  return models.map(({ provider, model }, index) => ({
    provider,
    model,
    messages,
    ...settings,
    ...(providerOptions === undefined || provider !== ownProvider ? {} : { providerOptions }),
    idempotencyKey: `${activation.idempotencyKey}${index === 0 ? '' : `:fallback:${index}`}`,
  }));
}

function settingsOf({ config, defaults }: RequestParts) {
  const { topP, stop, seed, presencePenalty, frequencyPenalty, structuredOutput } = config;
  const temperature = config.temperature ?? defaults.temperature;
  const maxTokens = config.maxTokens ?? defaults.maxTokens;
  return {
    ...(temperature === undefined ? {} : { temperature }),
    ...(maxTokens === undefined ? {} : { maxTokens }),
    ...(topP === undefined ? {} : { topP }),
    ...(stop.length === 0 ? {} : { stop }),
    ...(seed === undefined ? {} : { seed }),
    ...(presencePenalty === undefined ? {} : { presencePenalty }),
    ...(frequencyPenalty === undefined ? {} : { frequencyPenalty }),
    ...(structuredOutput === undefined ? {} : { responseSchema: structuredOutput }),
  };
}
