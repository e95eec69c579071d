import type { Environment } from '@marcbachmann/cel-js';

/** The helpers about `messages`. Authors write them without arguments; `guardSource` adds `messages`. */
export const messageFunctionNames: ReadonlySet<string> = new Set([
  'hasToolCalls',
  'lastMessage',
  'toolCallCount',
]);

export function registerMessageFunctions(environment: Environment): void {
  const options = { async: false };
  const missing = () => {
    throw new Error('messages are missing');
  };
  environment
    .registerFunction('lastMessage(): dyn', missing, options)
    .registerFunction('hasToolCalls(): bool', missing, options)
    .registerFunction('toolCallCount(): int', missing, options)
    .registerFunction(
      'lastMessage(list): dyn',
      (messages: unknown) => itemsOf(messages).at(-1) ?? null,
      options,
    )
    .registerFunction('hasToolCalls(list): bool', (messages: unknown) => hasToolCalls(messages), options)
    .registerFunction('toolCallCount(list): int', (messages: unknown) => toolCallCount(messages), options);
}

function hasToolCalls(messages: unknown): boolean {
  const calls = propertyOf(itemsOf(messages).at(-1), 'toolCalls');
  return itemsOf(calls).length > 0;
}

/** Calls that were run, so that `hasToolCalls() && toolCallCount() < 5` allows five of them. */
function toolCallCount(messages: unknown): bigint {
  return BigInt(itemsOf(messages).filter((message) => propertyOf(message, 'role') === 'tool').length);
}

function itemsOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function propertyOf(value: unknown, name: string): unknown {
  if (value instanceof Map) return value.get(name);
  const isObject = typeof value === 'object' && value !== null && Object.hasOwn(value, name);
  return isObject ? Object.getOwnPropertyDescriptor(value, name)?.value : undefined;
}
