import type { ModelChunk, ModelRequest } from '../nodes/index.ts';
import type { ModelInfo } from '../runtime/ports/models.ts';

/** One configured source of models. */
export interface Provider {
  readonly name: string;
  readonly models: readonly Omit<ModelInfo, 'provider'>[];
  /** Makes exactly one call. @throws AppError with a `model/…` code */
  stream(request: ModelRequest, signal: AbortSignal): AsyncIterable<ModelChunk>;
}
