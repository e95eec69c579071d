import { builder } from '../builder.ts';
import { deletedSuccess } from '../deleted-success.ts';
import { mutationResult } from '../mutation-result.ts';
import { expensive } from '../operation-limits.ts';

const result = mutationResult(
  deletedSuccess('DeleteConversationSuccess', 'The conversation is gone, with its messages.'),
  ['NotFoundError'],
);

builder.mutationField('deleteConversation', (t) =>
  t.field({
    type: result.type,
    complexity: expensive,
    args: { id: t.arg.id({ required: true, description: 'The conversation.' }) },
    description:
      'Removes a conversation with its messages. What was executed in it stays, and its logs still hold what was said: find it by the filter `conversationId`, and delete it too.',
    resolve: (_, { id }, { app, viewer }) =>
      result.answer(async () => {
        await app.deleteConversation(viewer, id);
        return { id };
      }),
  }),
);
