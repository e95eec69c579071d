import type { Message } from '../../kernel/index.ts';
import type { ModelRequest } from '../../nodes/index.ts';
import type { ModelProviderSettings } from '../model-providers.ts';
import type { CallMessage, CallOptions } from './language-model.ts';

/** Our request in the words of the AI SDK. */
export function callOptions(
  request: ModelRequest,
  { name, type }: ModelProviderSettings,
  abortSignal: AbortSignal,
): CallOptions {
  const { messages, temperature, maxTokens, topP, stop, tools, responseSchema, providerOptions } = request;
  return {
    prompt: messages.map((message) => callMessage(message, messages)),
    abortSignal,
    headers: { 'Idempotency-Key': request.idempotencyKey },
    ...(temperature === undefined ? {} : { temperature }),
    ...(maxTokens === undefined ? {} : { maxOutputTokens: maxTokens }),
    ...(topP === undefined ? {} : { topP }),
    ...(stop === undefined ? {} : { stopSequences: [...stop] }),
    ...(tools === undefined
      ? {}
      : { tools: tools.map(({ inputSchema, ...tool }) => ({ type: 'function', ...tool, inputSchema })) }),
    ...(responseSchema === undefined
      ? {}
      : { responseFormat: { type: 'json', name: 'answer', schema: responseSchema } }),
    ...(providerOptions === undefined
      ? {}
      : { providerOptions: { [type === 'openai-compatible' ? name : type]: providerOptions } }),
  };
}

function callMessage(message: Message, all: readonly Message[]): CallMessage {
  const { role, content, toolCalls = [], toolCallId = '' } = message;
  switch (role) {
    case 'system':
      return { role, content };
    case 'user':
      return { role, content: [{ type: 'text', text: content }] };
    case 'assistant':
      return {
        role,
        content: [
          ...(content === '' ? [] : [{ type: 'text' as const, text: content }]),
          ...toolCalls.map(({ id, name, arguments: input }) => ({
            type: 'tool-call' as const,
            toolCallId: id,
            toolName: name,
            input,
          })),
        ],
      };
    case 'tool': {
      const toolName = toolNameOf(toolCallId, all);
      return {
        role,
        content: [{ type: 'tool-result', toolCallId, toolName, output: { type: 'text', value: content } }],
      };
    }
  }
}

function toolNameOf(id: string, messages: readonly Message[]): string {
  const calls = messages.flatMap(({ toolCalls = [] }) => toolCalls);
  return calls.find((call) => call.id === id)?.name ?? 'unknown';
}
