import type { ConversationMessage as MessageShape } from '../../runtime/ports/conversation-store.ts';
import { builder } from '../builder.ts';
import { connectionOf } from '../connection.ts';
import { WorkflowExecution } from '../executions/workflow-execution.ts';
import { MessageRole } from '../message.ts';

export const MessageOrder = builder.enumType('MessageOrder', {
  description: 'The order of the messages of a conversation.',
  values: {
    OLDEST_FIRST: { value: 'oldest-first', description: 'The earliest first.' },
    NEWEST_FIRST: { value: 'newest-first', description: 'The latest first.' },
  } as const,
});

const ConversationMessage = builder.objectRef<MessageShape>('ConversationMessage').implement({
  description:
    "One message of a conversation: the user's, from the moment that its execution is accepted; or the assistant's answer to it, once the execution has completed.",
  fields: (t) => ({
    id: t.exposeID('id', { description: 'Its id.' }),
    role: t.expose('role', { type: MessageRole, description: 'Who speaks: `USER` or `ASSISTANT`.' }),
    content: t.exposeString('content', { description: 'The text.' }),
    executionId: t.exposeID('executionId', {
      description: 'The execution that it started, or whose answer it is.',
    }),
    execution: t.field({
      type: WorkflowExecution,
      nullable: true,
      description: 'That execution; null: it was deleted. The message stays.',
      resolve: ({ executionId }, _, { loaders }) => loaders.execution(executionId),
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was said.' }),
  }),
});

export const ConversationMessageConnection = connectionOf(ConversationMessage);
