import type { ConversationMessage, MessageOrder } from '../runtime/ports/conversation-store.ts';
import type { AppPorts } from './app-ports.ts';
import { decodeKeyedCursor, encodeKeyedCursor } from './keyed-cursor.ts';
import { type Connection, type PageInput, pageSize } from './paging.ts';
import type { Viewer } from './viewer.ts';

export interface ListMessagesInput {
  readonly conversationIds: readonly string[];
  readonly order: MessageOrder;
  readonly page: PageInput;
}

/** A page of what was said in each of these, in the order of the ids. Of what is not there, or not one's own: nothing. */
export async function listMessages(
  { conversations }: AppPorts,
  { ownerId }: Viewer,
  { conversationIds, order, page }: ListMessagesInput,
): Promise<readonly Connection<ConversationMessage>[]> {
  const after = page.after === null ? null : decodeKeyedCursor(page.after, 'messages').key;
  const request = { first: pageSize(page.first), after };
  const pages = await conversations.messages(ownerId, conversationIds, order, request);
  return conversationIds.map((id) => {
    const { items, hasNextPage } = pages.get(id.toLowerCase()) ?? { items: [], hasNextPage: false };
    return { edges: items.map(edgeOf), hasNextPage };
  });
}

function edgeOf(node: ConversationMessage) {
  return { cursor: encodeKeyedCursor({ key: node.position, id: node.id }, 'messages'), node };
}
