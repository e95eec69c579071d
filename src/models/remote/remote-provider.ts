import type { ModelChunk, ModelRequest } from '../../nodes/index.ts';
import type { Clock } from '../../runtime/ports/clock.ts';
import type { ModelProviderSettings } from '../model-providers.ts';
import type { Provider } from '../provider.ts';
import { unlessSilent } from '../silence.ts';
import { type AnswerLimits, AnswerMeter, answerLimits } from './answer-meter.ts';
import { callError } from './call-error.ts';
import { callOptions } from './call-options.ts';
import { type CallOptions, type LanguageModel, languageModel, type StreamPart } from './language-model.ts';
import { meteredResponse } from './metered-response.ts';
import { endless, modelChunks } from './model-chunk.ts';

/** A provider that answers over HTTP. */
export function createRemoteProvider(
  settings: ModelProviderSettings,
  clock: Clock,
  limits: AnswerLimits = answerLimits,
): Provider {
  return {
    name: settings.name,
    models: settings.models.map((model) => ({ ...model, description: null })),
    stream: (request, signal) => stream(request, signal, { settings, clock, limits }),
  };
}

interface Remote {
  readonly settings: ModelProviderSettings;
  readonly clock: Clock;
  readonly limits: AnswerLimits;
}

async function* stream(
  request: ModelRequest,
  signal: AbortSignal,
  { settings, clock, limits }: Remote,
): AsyncGenerator<ModelChunk> {
  let isSent = false;
  let hasFinished = false;
  const meter = new AnswerMeter(request, limits);
  const ended = new AbortController();
  // A redirection would be a second request, and would take the key to another address.
  const send: typeof fetch = async (input, init) => {
    isSent = true;
    return meteredResponse(await fetch(input, { ...init, redirect: 'manual' }), meter);
  };
  try {
    const model = await languageModel(settings, request.model, send);
    const open = (either: AbortSignal) =>
      partsOf(model, callOptions(request, settings, AbortSignal.any([either, ended.signal])));
    const { idleTimeoutMs: limitMs } = settings;
    const parts = request.isListenedTo
      ? open(signal)
      : unlessSilent(open, { request, limitMs, signal, clock });
    for await (const part of parts) {
      hasFinished ||= part.type === 'finish';
      meter.heard(part);
      yield* modelChunks(part, request);
    }
    if (!hasFinished) throw endless(request);
  } catch (cause) {
    throw meter.excess ?? callError(cause, { request, settings, now: clock.now(), isSent });
  } finally {
    // Where the SDK fails, it reads on, to whatever end.
    ended.abort();
  }
}

async function* partsOf(model: LanguageModel, options: CallOptions): AsyncGenerator<StreamPart> {
  const { stream: parts } = await model.doStream(options);
  yield* parts;
}
