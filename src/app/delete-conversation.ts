import type { AppPorts } from './app-ports.ts';
import { conversationNotFound } from './get-conversations.ts';
import type { Viewer } from './viewer.ts';

/** Removes a conversation with its messages. Executions in it stay, those that run go on, and all keep its id. */
export async function deleteConversation(
  { conversations }: AppPorts,
  { ownerId }: Viewer,
  id: string,
): Promise<void> {
  if (!(await conversations.delete(ownerId, id))) throw conversationNotFound(id);
}
