import type { ConversationMessage, MessageOrder } from '../runtime/ports/conversation-store.ts';
import type { AppPorts } from './app-ports.ts';
import { type Connection, connectionOf, type PageInput, pageRequest } from './paging.ts';
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
  const pages = await conversations.messages(ownerId, conversationIds, order, pageRequest(page));
  return conversationIds.map((id) =>
    connectionOf(pages.get(id.toLowerCase()) ?? { items: [], hasNextPage: false }),
  );
}
