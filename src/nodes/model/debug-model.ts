import type { Json, Message } from '../../kernel/index.ts';
import type { NodeWorld } from '../node-behaviour.ts';
import type { ModelCall } from './call-model.ts';
import type { ModelRequest } from './model-caller.ts';

/** Tells what is asked of a model; heard only while the execution is debugged. */
export function debugRequest(
  { messages, tools: _, idempotencyKey: __, ...settings }: ModelRequest,
  world: NodeWorld,
): void {
  const { stop, ...others } = settings;
  world.debug('model request', {
    ...others,
    ...(stop === undefined ? {} : { stop }),
    messages: messages.map(messageJson),
  });
}

/** Tells what became of it. */
export function debugResult({ provider, model }: ModelRequest, call: ModelCall, world: NodeWorld): void {
  const { text, toolCalls, finishReason, usage, metadata } = call.answer;
  const error = call.status === 'failed' ? { code: call.error.code, message: call.error.message } : null;
  world.debug('model response', {
    provider,
    model,
    status: call.status,
    text,
    toolCalls: toolCalls.map((toolCall) => ({ ...toolCall })),
    finishReason,
    usage: { ...usage },
    metadata,
    error,
  });
}

function messageJson({ role, content, toolCalls, toolCallId }: Message): Json {
  return {
    role,
    content,
    ...(toolCalls === undefined ? {} : { toolCalls: toolCalls.map((toolCall) => ({ ...toolCall })) }),
    ...(toolCallId === undefined ? {} : { toolCallId }),
  };
}
