import { builder } from '../builder.ts';
import { mutationResult } from '../mutation-result.ts';
import { expensive } from '../operation-limits.ts';
import { conversationSuccess, titleText } from './conversation-success.ts';

const CreateConversationInput = builder.inputType('CreateConversationInput', {
  description: 'A new conversation.',
  fields: (t) => ({ title: t.string({ required: true, description: titleText }) }),
});

const result = mutationResult(
  conversationSuccess('CreateConversationSuccess', 'The conversation was created.', 'The new conversation.'),
  ['ValidationError'],
);

builder.mutationField('createConversation', (t) =>
  t.field({
    type: result.type,
    complexity: expensive,
    args: {
      input: t.arg({ type: CreateConversationInput, required: true, description: 'The conversation.' }),
    },
    description:
      'Begins a conversation. To say something in it, call `executeWorkflow` with its id as `conversationId`.',
    resolve: (_, { input }, { app, viewer }) =>
      result.answer(async () => ({ conversation: await app.createConversation(viewer, input) })),
  }),
);
