import type { Conversation } from '../runtime/ports/conversation-store.ts';
import type { AppPorts } from './app-ports.ts';
import { conversationSchema } from './create-conversation.ts';
import { conversationNotFound } from './get-conversations.ts';
import { readInput } from './read-input.ts';
import type { Viewer } from './viewer.ts';

export interface UpdateConversationInput {
  readonly id: string;
  readonly title: string;
}

export async function updateConversation(
  { conversations }: AppPorts,
  { ownerId }: Viewer,
  { id, ...changes }: UpdateConversationInput,
): Promise<Conversation> {
  const { title } = readInput(conversationSchema, changes, 'conversation');
  const conversation = await conversations.rename(ownerId, id, title);
  if (conversation) return conversation;
  throw conversationNotFound(id);
}
