import type { Attributes } from '@opentelemetry/api';
import type { EventOf } from '../engine/index.ts';

/** A provider call in the words of OpenTelemetry's semantic conventions for generative AI, version 1.37. */
export function genAi({ provider, model, usage }: EventOf<'UsageRecorded'>): Attributes {
  const { inputTokens, outputTokens } = usage;
  return {
    'gen_ai.operation.name': 'chat',
    'gen_ai.provider.name': provider,
    'gen_ai.request.model': model,
    ...(inputTokens === null ? {} : { 'gen_ai.usage.input_tokens': inputTokens }),
    ...(outputTokens === null ? {} : { 'gen_ai.usage.output_tokens': outputTokens }),
  };
}
