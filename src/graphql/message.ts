import type { Message as MessageShape, ToolCall as ToolCallShape } from '../kernel/index.ts';
import { builder } from './builder.ts';

export const MessageRole = builder.enumType('MessageRole', {
  description: 'Who speaks in a message.',
  values: {
    SYSTEM: { value: 'system', description: 'The workflow, instructing the model.' },
    USER: { value: 'user', description: 'The user.' },
    ASSISTANT: { value: 'assistant', description: 'The model.' },
    TOOL: { value: 'tool', description: 'A tool, answering a call.' },
  } as const,
});

export const ToolCall = builder.objectRef<ToolCallShape>('ToolCall').implement({
  description: 'A request of a model to run a tool.',
  fields: (t) => ({
    id: t.exposeID('id', {
      description: 'Names the call in the answer to it; other answers may use the same.',
    }),
    name: t.exposeString('name', { description: 'The tool.' }),
    arguments: t.expose('arguments', { type: 'JSON', nullable: true, description: 'What it is given.' }),
  }),
});

export const Message = builder.objectRef<MessageShape>('Message').implement({
  description: 'One message of an execution, as models see it.',
  fields: (t) => ({
    role: t.expose('role', { type: MessageRole, description: 'Who speaks.' }),
    content: t.exposeString('content', { description: 'The text.' }),
    toolCalls: t.field({
      type: [ToolCall],
      description: 'The tools that the model asks for.',
      resolve: ({ toolCalls }) => toolCalls ?? [],
    }),
    toolCallId: t.exposeID('toolCallId', { nullable: true, description: 'The call that a tool answers.' }),
  }),
});
