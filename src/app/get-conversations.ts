import { AppError } from '../kernel/index.ts';
import type { Conversation } from '../runtime/ports/conversation-store.ts';
import type { AppPorts } from './app-ports.ts';
import { inOrder } from './in-order.ts';
import type { Viewer } from './viewer.ts';

/** In the order of the ids; null for what is not there, or not the viewer's. */
export async function getConversations(
  { conversations }: AppPorts,
  { ownerId }: Viewer,
  ids: readonly string[],
): Promise<readonly (Conversation | null)[]> {
  return inOrder(ids, await conversations.getMany(ownerId, ids));
}

export function conversationNotFound(id: string): AppError {
  return new AppError(
    'conversation/not-found',
    `there is no conversation ${id.slice(0, 100)}: conversations lists yours`,
  );
}
