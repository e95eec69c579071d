import { chunk, type Reply } from '../support/openai-server.ts';

/** The same answer in the words of one provider. */
export interface Protocol {
  readonly type: 'openai-compatible' | 'openai' | 'anthropic' | 'google';
  begin(reply: Reply): void;
  text(reply: Reply, text: string): void;
  /** Four tokens in, two out; nothing is said of others. */
  finish(reply: Reply): void;
  /** An error in the middle of the stream. */
  error(reply: Reply, message: string): void;
}

const chatCompletions = (type: 'openai-compatible' | 'openai'): Protocol => ({
  type,
  begin: (reply) => void reply.begin(),
  text: (reply, text) => void reply.text(text),
  finish: (reply) => reply.finish('stop', { prompt_tokens: 4, completion_tokens: 2, total_tokens: 6 }),
  error: (reply, message) => {
    reply.event({ error: { message, type: 'server_error', code: null, param: null } }).end();
  },
});

const anthropic: Protocol = {
  type: 'anthropic',
  begin: (reply) => {
    const message = { id: 'm1', type: 'message', role: 'assistant', content: [], model: 'test' };
    const usage = { input_tokens: 4, output_tokens: 1 };
    named(reply.begin(), { type: 'message_start', message: { ...message, stop_reason: null, usage } });
    named(reply, { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } });
  },
  text: (reply, text) =>
    named(reply, { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text } }),
  finish: (reply) => {
    named(reply, { type: 'content_block_stop', index: 0 });
    const delta = { stop_reason: 'end_turn', stop_sequence: null };
    named(reply, { type: 'message_delta', delta, usage: { output_tokens: 2 } });
    named(reply, { type: 'message_stop' });
    reply.end();
  },
  error: (reply, message) => {
    named(reply, { type: 'error', error: { type: 'overloaded_error', message } });
    reply.end();
  },
};

function named(reply: Reply, event: { readonly type: string; readonly [key: string]: unknown }): void {
  reply.event(event, event.type);
}

const google: Protocol = {
  type: 'google',
  begin: (reply) => void reply.begin(),
  text: (reply, text) =>
    void reply.event({ candidates: [{ content: { role: 'model', parts: [{ text }] } }] }),
  finish: (reply) => {
    const usageMetadata = { promptTokenCount: 4, candidatesTokenCount: 2, totalTokenCount: 6 };
    reply.event({
      candidates: [{ content: { role: 'model', parts: [] }, finishReason: 'STOP' }],
      usageMetadata,
    });
    reply.end();
  },
  error: (reply, message) => reply.event({ error: { code: 503, message, status: 'UNAVAILABLE' } }).end(),
};

export const protocols: readonly Protocol[] = [
  chatCompletions('openai-compatible'),
  chatCompletions('openai'),
  anthropic,
  google,
];

/** A tool call of the OpenAI protocol, in one piece. */
export function toolCall(name: string, args: string) {
  return chunk({
    tool_calls: [{ index: 0, id: 'c1', type: 'function', function: { name, arguments: args } }],
  });
}
