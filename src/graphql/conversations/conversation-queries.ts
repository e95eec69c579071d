import { builder } from '../builder.ts';
import { connectionOf, pageArguments, pageCost, pageOf, shownPage } from '../connection.ts';
import { Conversation } from './conversation.ts';

const ConversationConnection = connectionOf(Conversation);

builder.queryField('conversation', (t) =>
  t.field({
    type: Conversation,
    nullable: true,
    args: { id: t.arg.id({ required: true, description: 'Its id.' }) },
    description: 'One of your own conversations. Null if there is none with this id.',
    resolve: (_, { id }, { loaders }) => loaders.conversation(id),
  }),
);

builder.queryField('conversations', (t) =>
  t.field({
    type: ConversationConnection,
    args: pageArguments(t.arg),
    complexity: (args) => pageCost(args),
    description: 'Your own conversations, the most recently used first.',
    resolve: async (_, args, { app, viewer }) =>
      shownPage(await app.listConversations(viewer, pageOf(args)), args),
  }),
);
