import type { ModelChunk, ModelRequest } from '../../nodes/index.ts';
import type { Clock } from '../../runtime/ports/clock.ts';
import type { ModelProviderSettings } from '../model-providers.ts';
import type { Provider } from '../provider.ts';
import { callError } from './call-error.ts';
import { callOptions } from './call-options.ts';
import { languageModel } from './language-model.ts';
import { endless, modelChunks } from './model-chunk.ts';
import { Silence } from './silence.ts';

/** A provider that answers over HTTP. */
export function createRemoteProvider(settings: ModelProviderSettings, clock: Clock): Provider {
  return {
    name: settings.name,
    models: settings.models.map(({ model, supports }) => ({ model, description: null, supports })),
    stream: (request, signal) => stream(request, signal, { settings, clock }),
  };
}

interface Remote {
  readonly settings: ModelProviderSettings;
  readonly clock: Clock;
}

async function* stream(
  request: ModelRequest,
  signal: AbortSignal,
  { settings, clock }: Remote,
): AsyncGenerator<ModelChunk> {
  const silence = new Silence(settings.idleTimeoutMs, request, clock);
  let isSent = false;
  let hasFinished = false;
  // A redirection would be a second request, and would take the key to another address.
  const send: typeof fetch = (input, init) => {
    isSent = true;
    return fetch(input, { ...init, redirect: 'manual' });
  };
  try {
    const model = await languageModel(settings, request.model, send);
    silence.listen();
    const either = AbortSignal.any([signal, silence.signal]);
    const answer = await model.doStream(callOptions(request, settings, either));
    for await (const part of answer.stream) {
      silence.end();
      hasFinished ||= part.type === 'finish';
      yield* modelChunks(part, request);
      // Only now: while the listener is busy, nobody waits for the provider.
      silence.listen();
    }
    if (!hasFinished) throw endless(request);
  } catch (cause) {
    silence.signal.throwIfAborted();
    throw callError(cause, { request, settings, now: clock.now(), isSent });
  } finally {
    silence.end();
  }
}
