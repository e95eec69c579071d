import { builder } from '../builder.ts';
import { mutationResult } from '../mutation-result.ts';
import { expensive } from '../operation-limits.ts';
import { conversationSuccess, titleText } from './conversation-success.ts';

const UpdateConversationInput = builder.inputType('UpdateConversationInput', {
  description: 'What to change.',
  fields: (t) => ({
    id: t.id({ required: true, description: 'The conversation.' }),
    title: t.string({ required: true, description: titleText }),
  }),
});

const result = mutationResult(
  conversationSuccess(
    'UpdateConversationSuccess',
    'The conversation was changed.',
    'The conversation as it is now.',
  ),
  ['ValidationError', 'NotFoundError'],
);

builder.mutationField('updateConversation', (t) =>
  t.field({
    type: result.type,
    complexity: expensive,
    args: { input: t.arg({ type: UpdateConversationInput, required: true, description: 'The change.' }) },
    description: 'Renames a conversation.',
    resolve: (_, { input }, { app, viewer }) =>
      result.answer(async () => ({ conversation: await app.updateConversation(viewer, input) })),
  }),
);
