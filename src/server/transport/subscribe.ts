import {
  createSourceEventStream,
  type ExecutionArgs,
  type ExecutionResult,
  mapSourceToResponseEvent,
  validateSubscriptionArgs,
} from 'graphql';

/**
 * GraphQL's `subscribe`, but the stream of a resolver is read through one iterator only. GraphQL's own asks for two,
 * reads one and returns the other: a stream that stands still would not be let go of before its next value.
 */
export async function subscribe(
  args: ExecutionArgs,
): Promise<AsyncGenerator<ExecutionResult, void, void> | ExecutionResult> {
  const validated = validateSubscriptionArgs(args);
  if (!('schema' in validated)) return { errors: validated };
  const stream = await createSourceEventStream(validated);
  if (!isStream(stream)) return stream;
  const iterator = stream[Symbol.asyncIterator]();
  return mapSourceToResponseEvent(validated, { [Symbol.asyncIterator]: () => iterator });
}

function isStream<T>(result: ExecutionResult | AsyncIterable<T>): result is AsyncIterable<T> {
  return Symbol.asyncIterator in result;
}
