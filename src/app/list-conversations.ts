import type { Conversation } from '../runtime/ports/conversation-store.ts';
import type { AppPorts } from './app-ports.ts';
import { decodeKeyedCursor, encodeKeyedCursor } from './keyed-cursor.ts';
import { type Connection, type PageInput, pageSize } from './paging.ts';
import type { Viewer } from './viewer.ts';

/** One's own. Those that were in use last come first. */
export async function listConversations(
  { conversations }: AppPorts,
  { ownerId }: Viewer,
  { first, after }: PageInput,
): Promise<Connection<Conversation>> {
  const place = after === null ? null : decodeKeyedCursor(after, 'conversations');
  const { items, hasNextPage } = await conversations.list(ownerId, { first: pageSize(first), after: place });
  const edges = items.map((node) => {
    const cursor = encodeKeyedCursor({ key: node.updatedAt, id: node.id }, 'conversations');
    return { cursor, node };
  });
  return { edges, hasNextPage };
}
