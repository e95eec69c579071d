import { AppError } from '../kernel/index.ts';
import type { ModelRequest } from '../nodes/index.ts';
import type { Clock } from '../runtime/ports/clock.ts';

interface Listening {
  readonly request: ModelRequest;
  /** Milliseconds of silence that end the call. */
  readonly limitMs: number;
  readonly signal: AbortSignal;
  readonly clock: Clock;
}

/**
 * What the source gives. Where nothing is heard of it for too long, the signal that it was opened with is aborted.
 * @throws AppError `model/interrupted` then; what the source throws
 */
export async function* unlessSilent<T>(
  open: (signal: AbortSignal) => AsyncIterable<T>,
  { request, limitMs, signal, clock }: Listening,
): AsyncGenerator<T> {
  const silence = new AbortController();
  const listen = (): (() => void) => clock.after(limitMs, () => silence.abort(interrupted(request, limitMs)));
  let disarm = listen();
  try {
    for await (const part of open(AbortSignal.any([signal, silence.signal]))) {
      disarm();
      yield part;
      // Only now: while the listener is busy, nobody waits for the provider.
      disarm = listen();
    }
  } catch (cause) {
    silence.signal.throwIfAborted();
    throw cause;
  } finally {
    disarm();
  }
}

function interrupted({ provider, model }: ModelRequest, limitMs: number): AppError {
  const message = `nothing was heard of ${provider}/${model} for ${limitMs} ms`;
  return new AppError('model/interrupted', message, { retryable: true });
}
