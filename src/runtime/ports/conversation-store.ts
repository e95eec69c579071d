import type { Message } from '../../kernel/index.ts';
import type { KeyedPageRequest, Page } from './page.ts';

/** What a user and workflows say to each other, over many executions. Times are milliseconds since 1970. */
export interface Conversation {
  readonly id: string;
  readonly ownerId: string;
  readonly title: string;
  readonly createdAt: number;
  /** When it was last renamed, or executed in. */
  readonly updatedAt: number;
}

export type NewConversation = Pick<Conversation, 'id' | 'ownerId' | 'title'>;

/** One turn. The user's is there from the moment that its execution is accepted, the assistant's once that completes. */
export interface ConversationMessage {
  readonly id: string;
  /** The order in which messages were said, whatever the clocks of servers say. */
  readonly position: number;
  /** It may be gone: what was said stays. */
  readonly executionId: string;
  readonly role: 'user' | 'assistant';
  readonly content: string;
  readonly createdAt: number;
}

export type MessageOrder = 'oldest-first' | 'newest-first';

/** Keyset paging: what is said meanwhile moves nothing. */
export interface MessagePageRequest {
  readonly first: number;
  /** The `position` of the last message that was seen; null: from the beginning. */
  readonly after: number | null;
}

/** How much of a conversation an execution in it begins with. */
export const historyLimits = {
  /** Each is the user's message, and the answer to it. */
  turns: 50,
  /** Of all of them, in UTF-8. */
  bytes: 100_000,
} as const;

/** Where conversations are kept. An id that is malformed, unknown or somebody else's is absent. */
export interface ConversationStore {
  create(conversation: NewConversation): Promise<Conversation>;
  /** Null: it is absent. */
  rename(ownerId: string, id: string, title: string): Promise<Conversation | null>;
  /** With its messages; executions in it stay. @returns whether there was one */
  delete(ownerId: string, id: string): Promise<boolean>;
  /** The owner's of these ids, in one statement and in no order. */
  getMany(ownerId: string, ids: readonly string[]): Promise<readonly Conversation[]>;
  /** Those that were in use last come first: the key of a place is its `updatedAt`. What is used moves to the front. */
  list(ownerId: string, page: KeyedPageRequest): Promise<Page<Conversation>>;
  /** A page of each of these, by its id and in one statement. Of one that is absent, or empty, there is none. */
  messages(
    ownerId: string,
    ids: readonly string[],
    order: MessageOrder,
    page: MessagePageRequest,
  ): Promise<ReadonlyMap<string, Page<ConversationMessage>>>;
  /**
   * What the next execution in it begins with: of the turns that were answered the latest, whole ones, as many as
   * `historyLimits` allow, in the order of the answers. Null: it is absent.
   */
  history(ownerId: string, id: string): Promise<readonly Message[] | null>;
}
