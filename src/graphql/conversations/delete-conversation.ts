import { builder } from '../builder.ts';
import { deletedSuccess } from '../deleted-success.ts';
import { mutationResult } from '../mutation-result.ts';
import { expensive } from '../operation-limits.ts';

const result = mutationResult(
  deletedSuccess('DeleteConversationSuccess', 'The conversation was deleted, with its messages.'),
  ['NotFoundError'],
);

builder.mutationField('deleteConversation', (t) =>
  t.field({
    type: result.type,
    complexity: expensive,
    args: { id: t.arg.id({ required: true, description: 'The conversation.' }) },
    description:
      'Deletes a conversation with its messages. Its executions stay, and their logs still hold what was said: find them with the filter `conversationId`, and delete them too.',
    resolve: (_, { id }, { app, viewer }) =>
      result.answer(async () => {
        await app.deleteConversation(viewer, id);
        return { id };
      }),
  }),
);
