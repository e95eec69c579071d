import { createModels, createRemoteProvider, modelProvidersSchema } from '../../src/models/index.ts';
import type { ModelChunk, ModelRequest } from '../../src/nodes/index.ts';
import type { Clock } from '../../src/runtime/ports/clock.ts';
import type { Models } from '../../src/runtime/ports/models.ts';
import { systemClock } from '../../src/runtime/system-clock.ts';
import type { OpenAiAnswer, OpenAiServer } from '../support/openai-server.ts';

export const request: ModelRequest = {
  provider: 'local',
  model: 'test',
  messages: [
    { role: 'system', content: 'Be brief.' },
    { role: 'user', content: 'Hi' },
  ],
  idempotencyKey: 'e1:answer',
};

/** The model `local/test`, which is asked at this address. A setting that is undefined is left out. */
export function modelsAt(baseUrl: string, settings: object = {}, clock: Clock = systemClock): Models {
  const own = {
    name: 'local',
    type: 'openai-compatible',
    baseUrl,
    apiKey: 'sk-secret-key',
    models: ['test'],
  };
  const all = modelProvidersSchema.parse(JSON.parse(JSON.stringify([{ ...own, ...settings }])));
  return createModels(all.map((one) => createRemoteProvider(one, clock)));
}

export interface Heard {
  readonly chunks: readonly ModelChunk[];
  readonly text: string;
  /** Null: the call did not fail. */
  readonly error: unknown;
}

interface CallOptions {
  readonly models?: Models;
  readonly more?: Partial<ModelRequest>;
  readonly signal?: AbortSignal;
  /** Called with each chunk as it comes. */
  readonly onChunk?: (chunk: ModelChunk) => void;
}

/** Everything one call streams, and how it failed. */
export async function call(
  server: OpenAiServer,
  answer: OpenAiAnswer,
  { models = modelsAt(server.url), more = {}, signal, onChunk }: CallOptions = {},
): Promise<Heard> {
  server.answer(answer);
  const chunks: ModelChunk[] = [];
  let error: unknown = null;
  try {
    const stream = models.stream({ ...request, ...more }, signal ?? new AbortController().signal);
    for await (const chunk of stream) {
      chunks.push(chunk);
      onChunk?.(chunk);
    }
  } catch (cause) {
    error = cause;
  }
  const text = chunks.map((chunk) => (chunk.type === 'text' ? chunk.text : '')).join('');
  return { chunks, text, error };
}
