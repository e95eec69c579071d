import { v7 as newId } from 'uuid';
import { z } from 'zod';
import type { Conversation } from '../runtime/ports/conversation-store.ts';
import type { AppPorts } from './app-ports.ts';
import { nameSchema, readInput } from './read-input.ts';
import type { Viewer } from './viewer.ts';

export interface CreateConversationInput {
  readonly title: string;
}

/** What people say about a conversation. */
export const conversationSchema = z.object({ title: nameSchema });

export async function createConversation(
  { conversations }: AppPorts,
  { ownerId }: Viewer,
  input: CreateConversationInput,
): Promise<Conversation> {
  const { title } = readInput(conversationSchema, input, 'conversation');
  return conversations.create({ id: newId(), ownerId, title });
}
