import type { Conversation as ConversationShape } from '../../runtime/ports/conversation-store.ts';
import { builder } from '../builder.ts';
import { Conversation } from './conversation.ts';

/** What a mutation answers that gives a conversation. */
export function conversationSuccess(name: string, description: string, conversation: string) {
  return builder.objectRef<{ readonly conversation: ConversationShape }>(name).implement({
    description,
    fields: (t) => ({
      conversation: t.expose('conversation', { type: Conversation, description: conversation }),
    }),
  });
}

export const titleText = 'Its name for people: 1 to 255 characters.';
