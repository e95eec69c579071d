import { AppError } from '../../kernel/index.ts';
import type { ModelChunk, ModelRequest } from '../../nodes/index.ts';
import type { Clock } from '../../runtime/ports/clock.ts';
import type { ModelProviderSettings } from '../model-providers.ts';
import type { Provider } from '../provider.ts';
import { callError } from './call-error.ts';
import { callOptions } from './call-options.ts';
import { languageModel } from './language-model.ts';
import { modelChunks } from './model-chunk.ts';

/** A provider that answers over HTTP. */
export function createRemoteProvider(settings: ModelProviderSettings, clock: Clock): Provider {
  return {
    name: settings.name,
    models: settings.models.map((model) => ({ model, description: null })),
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
  let hasBegun = false;
  try {
    const model = await languageModel(settings, request.model);
    const either = AbortSignal.any([signal, silence.signal]);
    const answer = await model.doStream(callOptions(request, settings, either));
    for await (const part of answer.stream) {
      silence.heard();
      hasBegun ||= part.type !== 'stream-start';
      yield* modelChunks(part, request);
    }
  } catch (cause) {
    silence.signal.throwIfAborted();
    throw callError(cause, { request, secret: settings.apiKey, now: clock.now(), hasBegun });
  } finally {
    silence.end();
  }
}

/** Ends a call in which nothing is heard for too long. */
class Silence {
  readonly #controller = new AbortController();
  readonly #limitMs: number;
  readonly #request: ModelRequest;
  readonly #clock: Clock;
  #disarm: () => void = () => {};

  constructor(limitMs: number, request: ModelRequest, clock: Clock) {
    this.#limitMs = limitMs;
    this.#request = request;
    this.#clock = clock;
    this.heard();
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  heard(): void {
    this.#disarm();
    this.#disarm = this.#clock.after(this.#limitMs, () => {
      const { provider, model } = this.#request;
      const message = `nothing was heard of ${provider}/${model} for ${this.#limitMs} ms`;
      this.#controller.abort(new AppError('model/interrupted', message, { retryable: true }));
    });
  }

  end(): void {
    this.#disarm();
  }
}
