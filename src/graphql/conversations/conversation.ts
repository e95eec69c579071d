import type { Conversation as ConversationShape } from '../../runtime/ports/conversation-store.ts';
import { builder } from '../builder.ts';
import { pageArguments, pageCost, pageOf, shownPage } from '../connection.ts';
import { ExecutionOrder } from '../executions/execution-enums.ts';
import { executionFilterOf } from '../executions/execution-filter.ts';
import { WorkflowExecution, WorkflowExecutionConnection } from '../executions/workflow-execution.ts';
import { expensive } from '../operation-limits.ts';
import { ConversationMessageConnection, MessageOrder } from './message.ts';

export const Conversation = builder.objectRef<ConversationShape>('Conversation').implement({
  description:
    'What a user and workflows say to each other over many executions. Each execution in it begins with the turns that were answered before.',
  fields: (t) => ({
    id: t.exposeID('id', { description: 'Its id, for `executeWorkflow`.' }),
    title: t.exposeString('title', { description: 'Its name, for people.' }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was created.' }),
    updatedAt: t.expose('updatedAt', {
      type: 'DateTime',
      description: 'When it was last renamed or used by an execution.',
    }),
    messages: t.field({
      type: ConversationMessageConnection,
      args: {
        orderBy: t.arg({ type: MessageOrder, defaultValue: 'oldest-first', description: 'Their order.' }),
        ...pageArguments(t.arg),
      },
      complexity: (args) => pageCost(args, 20),
      description:
        'What was said. If a message has no answer, its execution has not ended, or did not answer.',
      resolve: async ({ id }, { orderBy, ...args }, { loaders }) => {
        const place = { conversationId: id, order: orderBy ?? 'oldest-first', page: pageOf(args) };
        return shownPage(await loaders.messages(place), args);
      },
    }),
    executions: t.field({
      type: WorkflowExecutionConnection,
      args: {
        orderBy: t.arg({ type: ExecutionOrder, defaultValue: 'newest-first', description: 'Their order.' }),
        ...pageArguments(t.arg),
      },
      complexity: (args) => pageCost(args, expensive),
      description:
        'The executions in it. To filter them, use `workflowExecutions` with its `conversationId`.',
      resolve: async ({ id }, { orderBy, ...args }, { loaders }) => {
        const page = await loaders.executionList({
          filter: executionFilterOf({ conversationId: id }),
          order: orderBy ?? 'newest-first',
          page: pageOf(args),
        });
        return shownPage(page, args);
      },
    }),
  }),
});

builder.objectFields(WorkflowExecution, (t) => ({
  conversationId: t.exposeID('conversationId', {
    nullable: true,
    description: 'The conversation that it was executed in, even if that was deleted; null: in none.',
  }),
  conversation: t.field({
    type: Conversation,
    nullable: true,
    description: 'The conversation that it was executed in, while that exists.',
    resolve: ({ conversationId }, _, { loaders }) =>
      conversationId === null ? null : loaders.conversation(conversationId),
  }),
}));
