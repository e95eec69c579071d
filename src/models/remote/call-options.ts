import type { JsonObject, Message } from '../../kernel/index.ts';
import type { ModelRequest } from '../../nodes/index.ts';
import type { ModelProviderSettings } from '../model-providers.ts';
import type { CallMessage, CallOptions } from './language-model.ts';

/** Our request in the words of the AI SDK. */
export function callOptions(
  request: ModelRequest,
  { name, type }: ModelProviderSettings,
  abortSignal: AbortSignal,
): CallOptions {
  const { messages, temperature, maxTokens, topP, stop, tools, responseSchema } = request;
  const { seed, presencePenalty, frequencyPenalty } = request;
  const own = providerOptions(request);
  return {
    prompt: messages.map((message) => callMessage(message, messages)),
    abortSignal,
    headers: { 'Idempotency-Key': request.idempotencyKey },
    ...(temperature === undefined ? {} : { temperature }),
    ...(maxTokens === undefined ? {} : { maxOutputTokens: maxTokens }),
    ...(topP === undefined ? {} : { topP }),
    ...(stop === undefined ? {} : { stopSequences: [...stop] }),
    ...(seed === undefined ? {} : { seed }),
    ...(presencePenalty === undefined ? {} : { presencePenalty }),
    ...(frequencyPenalty === undefined ? {} : { frequencyPenalty }),
    ...(tools === undefined
      ? {}
      : { tools: tools.map(({ inputSchema, ...tool }) => ({ type: 'function', ...tool, inputSchema })) }),
    ...(responseSchema === undefined
      ? {}
      : { responseFormat: { type: 'json', name: 'answer', schema: responseSchema } }),
    ...(own === undefined ? {} : { providerOptions: { [type === 'openai-compatible' ? name : type]: own } }),
  };
}

/**
 * In its strict form, the protocol of OpenAI refuses schemas in which anything is optional. The answer is checked
 * anyway, so the schema is asked for as it is, unless the node says otherwise.
 */
function providerOptions({ responseSchema, providerOptions: own }: ModelRequest): JsonObject | undefined {
  return responseSchema === undefined ? own : { strictJsonSchema: false, ...own };
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
