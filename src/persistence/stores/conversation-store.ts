import { raw, sql } from '@mikro-orm/postgresql';
import type { Message } from '../../kernel/index.ts';
import type {
  Conversation,
  ConversationMessage,
  ConversationStore,
  MessageOrder,
  MessagePageRequest,
  NewConversation,
} from '../../runtime/ports/conversation-store.ts';
import type { KeyedPageRequest, Page } from '../../runtime/ports/page.ts';
import { ConversationEntity, type ConversationRow } from '../entities/conversation-entity.ts';
import { latestTurns, messagePages } from './conversation-statements.ts';
import type { OpenOrm } from './open-orm.ts';
import { emptyPage, pageOf } from './page-of.ts';
import { isUuid } from './uuid.ts';

/** Conversations in PostgreSQL. What is said in them is written by executions. */
export class PostgresConversationStore implements ConversationStore {
  readonly #orm: OpenOrm;

  constructor(orm: OpenOrm) {
    this.#orm = orm;
  }

  async create(conversation: NewConversation): Promise<Conversation> {
    const em = this.#orm.fork();
    await em.insert(ConversationEntity, { ...conversation });
    return conversationOf(await em.findOneOrFail(ConversationEntity, conversation.id));
  }

  async rename(ownerId: string, id: string, title: string): Promise<Conversation | null> {
    if (!isUuid(id)) return null;
    const changes = { title, updatedAt: sql<Date>`now()` };
    const changed = await this.#orm.fork().nativeUpdate(ConversationEntity, { id, ownerId }, changes);
    const [conversation] = changed === 0 ? [] : await this.getMany(ownerId, [id]);
    return conversation ?? null;
  }

  async delete(ownerId: string, id: string): Promise<boolean> {
    if (!isUuid(id)) return false;
    return (await this.#orm.fork().nativeDelete(ConversationEntity, { id, ownerId })) > 0;
  }

  async getMany(ownerId: string, ids: readonly string[]): Promise<readonly Conversation[]> {
    const possible = ids.filter(isUuid);
    if (possible.length === 0) return [];
    const rows = await this.#orm.fork().find(ConversationEntity, { ownerId, id: { $in: possible } });
    return rows.map(conversationOf);
  }

  async list(ownerId: string, { first, after }: KeyedPageRequest): Promise<Page<Conversation>> {
    if (after !== null && !isUuid(after.id)) return emptyPage;
    const place =
      after === null ? {} : { [raw(beyond, [new Date(after.key).toISOString(), after.id])]: true };
    const options = { orderBy: { updatedAt: 'desc', id: 'desc' }, limit: first + 1 } as const;
    const rows = await this.#orm.fork().find(ConversationEntity, { ownerId, ...place }, options);
    return pageOf(rows, first, conversationOf);
  }

  async messages(
    ownerId: string,
    ids: readonly string[],
    order: MessageOrder,
    page: MessagePageRequest,
  ): Promise<ReadonlyMap<string, Page<ConversationMessage>>> {
    const possible = ids.filter(isUuid);
    if (possible.length === 0) return new Map();
    const { text, values } = messagePages(ownerId, possible, order, page);
    const rows = await this.#orm.fork().execute<MessageRow[]>(text, [...values]);
    const byConversation = Map.groupBy(rows, ({ conversationId }) => conversationId);
    return new Map([...byConversation].map(([id, all]) => [id, pageOf(all, page.first, messageOf)]));
  }

  async history(ownerId: string, id: string): Promise<readonly Message[] | null> {
    if (!isUuid(id)) return null;
    const { text, values } = latestTurns(ownerId, id);
    const rows = await this.#orm.fork().execute<TurnRow[]>(text, [...values]);
    return rows.length === 0 ? null : rows.flatMap(turnOf);
  }
}

const beyond = '((updated_at, id) < (?::timestamptz, ?::uuid))';

interface TurnRow {
  readonly said: string | null;
  readonly answer: string | null;
}

function turnOf({ said, answer }: TurnRow): readonly Message[] {
  if (said === null || answer === null) return [];
  return [
    { role: 'user', content: said },
    { role: 'assistant', content: answer },
  ];
}

function conversationOf({ id, ownerId, title, createdAt, updatedAt }: ConversationRow): Conversation {
  return { id, ownerId, title, createdAt: createdAt.getTime(), updatedAt: updatedAt.getTime() };
}

interface MessageRow extends ConversationMessage {
  readonly conversationId: string;
}

function messageOf({ conversationId: _, ...message }: MessageRow): ConversationMessage {
  return message;
}
