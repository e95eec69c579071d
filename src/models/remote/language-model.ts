import type { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import type { ModelProviderSettings } from '../model-providers.ts';

/** A model of the AI SDK, asked directly: one call is one request, and nothing is tried again behind our back. */
export type LanguageModel = Pick<
  ReturnType<ReturnType<typeof createOpenAICompatible>['chatModel']>,
  'doStream'
>;
export type CallOptions = Parameters<LanguageModel['doStream']>[0];
export type CallMessage = CallOptions['prompt'][number];
type CallStream = Awaited<ReturnType<LanguageModel['doStream']>>['stream'];
export type StreamPart = CallStream extends ReadableStream<infer Part> ? Part : never;

/** Each package is loaded when a model of it is first called: a server that uses one does not carry the others. */
export async function languageModel(
  { name, type, baseUrl, apiKey = '', headers = {} }: ModelProviderSettings,
  model: string,
  send: typeof fetch,
): Promise<LanguageModel> {
  // Left open, a key or an address would be read from the environment, past the settings.
  const own = { apiKey, headers, fetch: send };
  switch (type) {
    case 'openai-compatible': {
      const { createOpenAICompatible } = await import('@ai-sdk/openai-compatible');
      return createOpenAICompatible({
        ...own,
        name,
        baseURL: baseUrl ?? '',
        includeUsage: true,
        supportsStructuredOutputs: true,
      }).chatModel(model);
    }
    case 'openai': {
      const { createOpenAI } = await import('@ai-sdk/openai');
      return createOpenAI({ ...own, baseURL: baseUrl ?? 'https://api.openai.com/v1' }).chat(model);
    }
    case 'anthropic': {
      const { createAnthropic } = await import('@ai-sdk/anthropic');
      return createAnthropic({ ...own, baseURL: baseUrl ?? 'https://api.anthropic.com/v1' })(model);
    }
    case 'google': {
      const { createGoogle } = await import('@ai-sdk/google');
      return createGoogle({ ...own, ...(baseUrl === undefined ? {} : { baseURL: baseUrl }) })(model);
    }
  }
}
