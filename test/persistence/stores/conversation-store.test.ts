import { randomUUID } from 'node:crypto';
import { v7 as newId } from 'uuid';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { latestTurns, messagePages } from '../../../src/persistence/stores/conversation-statements.ts';
import type { Conversation } from '../../../src/runtime/ports/conversation-store.ts';
import { rowsRead } from '../../support/rows-read.ts';
import { openTestPool } from '../../support/test-pool.ts';
import { malformedIds, openStoresUnderTest, type StoresUnderTest } from './stores-under-test.ts';

let stores: StoresUnderTest;
let ownerId: string;

beforeAll(async () => {
  stores = await openStoresUnderTest();
});
beforeEach(() => {
  ownerId = randomUUID();
});
afterAll(() => stores.close());

const create = (title = 'Talk', owner = ownerId) =>
  stores.conversations.create({ id: newId(), ownerId: owner, title });

/** Makes it look as if it was in use then. */
const useAt = ({ id }: Conversation, seconds: number) =>
  stores.sql('update conversation set updated_at = to_timestamp($2) where id = $1', id, seconds);

/** A turn, with an answer or without. */
async function turn({ id }: Conversation, said: string, answer?: string): Promise<void> {
  const executionId = newId();
  const messages = [['user', said], ...(answer === undefined ? [] : [['assistant', answer]])];
  for (const [role, content] of messages) {
    await stores.sql(
      `insert into message (id, conversation_id, execution_id, role, content, created_at)
       values ($1, $2, $3, $4, $5, to_timestamp(7))`,
      // Not ordered by time: messages stand in the order in which they were written.
      randomUUID(),
      id,
      executionId,
      role,
      content,
    );
  }
}

const listed = async (first = 100) => {
  const { items } = await stores.conversations.list(ownerId, { first, after: null });
  return items.map(({ id }) => id);
};

const saidIn = async (
  ids: readonly string[],
  order: 'oldest-first' | 'newest-first' = 'oldest-first',
  page: { readonly first: number; readonly after: number | null } = { first: 100, after: null },
) => {
  const pages = await stores.conversations.messages(ownerId, ids, order, page);
  return [...pages].map(([id, { items, hasNextPage }]) => ({
    id,
    said: items.map(({ content }) => content),
    hasNextPage,
  }));
};

describe('conversations', () => {
  it('are kept, renamed and deleted', async () => {
    const conversation = await create('Größe 漢字 🔑');
    expect(conversation).toEqual({
      id: conversation.id,
      ownerId,
      title: 'Größe 漢字 🔑',
      createdAt: conversation.updatedAt,
      updatedAt: expect.any(Number),
    });
    await useAt(conversation, 7);
    const renamed = await stores.conversations.rename(ownerId, conversation.id, 'Other');
    expect(renamed).toEqual({ ...conversation, title: 'Other', updatedAt: expect.any(Number) });
    expect(renamed?.updatedAt).toBeGreaterThan(7000);
    expect(await stores.conversations.getMany(ownerId, [conversation.id])).toEqual([renamed]);
    await turn(conversation, 'one', 'two');
    expect(await stores.conversations.delete(ownerId, conversation.id)).toBe(true);
    expect(await stores.conversations.delete(ownerId, conversation.id)).toBe(false);
    expect(await stores.sql('select from message where conversation_id = $1', conversation.id)).toEqual([]);
  });

  it('are listed by what was in use last, page by page, each once, and one owner’s only', async () => {
    const all: Conversation[] = [];
    for (let index = 0; index < 7; index += 1) all.push(await create(`${index}`));
    await create('theirs', randomUUID());
    // Some at the same moment: then the newest comes first.
    for (const [index, one] of all.entries()) await useAt(one, Math.floor(index / 2));
    const order = [6, 5, 4, 3, 2, 1, 0].map((index) => all[index]?.id);
    expect(await listed()).toEqual(order);
    const seen: string[] = [];
    for (let after: { key: number; id: string } | null = null; ; ) {
      const page = await stores.conversations.list(ownerId, { first: 2, after });
      seen.push(...page.items.map(({ id }) => id));
      const last: Conversation | undefined = page.items.at(-1);
      if (!page.hasNextPage || !last) break;
      after = { key: last.updatedAt, id: last.id };
    }
    expect(seen).toEqual(order);
    expect(await stores.conversations.list(ownerId, { first: 2, after: { key: 0, id: 'x' } })).toEqual({
      items: [],
      hasNextPage: false,
    });
  });

  it('give their messages page by page, in either order, of many conversations in one statement', async () => {
    const [one, two, empty, theirs] = [
      await create(),
      await create(),
      await create(),
      await create('theirs', randomUUID()),
    ];
    await turn(one, 'a', 'b');
    await turn(two, 'c', 'd');
    await turn(one, 'e');
    await turn(theirs, 'secret', 'secret');
    const ids = [one.id, two.id, empty.id, theirs.id];
    const [all, others] = [
      { id: one.id, said: ['a', 'b', 'e'], hasNextPage: false },
      { id: two.id, said: ['c', 'd'], hasNextPage: false },
    ];
    expect(await saidIn(ids)).toEqual([all, others]);
    expect(await saidIn([one.id], 'newest-first')).toEqual([{ ...all, said: ['e', 'b', 'a'] }]);
    expect(await saidIn(ids, 'oldest-first', { first: 1, after: null })).toEqual([
      { ...all, said: ['a'], hasNextPage: true },
      { ...others, said: ['c'], hasNextPage: true },
    ]);
    for (const order of ['oldest-first', 'newest-first'] as const) {
      const read = (first: number, after: number | null) =>
        stores.conversations.messages(ownerId, [one.id], order, { first, after });
      const first = (await read(2, null)).get(one.id)?.items ?? [];
      expect(first[0]).toMatchObject({ role: 'user', createdAt: 7000 });
      const rest = (await read(2, first[1]?.position ?? null)).get(one.id)?.items ?? [];
      const said = [...first, ...rest].map(({ content }) => content);
      expect(said).toEqual(order === 'oldest-first' ? ['a', 'b', 'e'] : ['e', 'b', 'a']);
    }
  });

  it('have a history of the turns that were answered, in the order of the answers', async () => {
    const conversation = await create();
    const history = () => stores.conversations.history(ownerId, conversation.id);
    expect(await history()).toEqual([]);
    await turn(conversation, 'unanswered');
    expect(await history()).toEqual([]);
    await turn(conversation, 'one', 'first');
    await turn(conversation, 'two', 'second');
    expect(await history()).toEqual([
      { role: 'user', content: 'one' },
      { role: 'assistant', content: 'first' },
      { role: 'user', content: 'two' },
      { role: 'assistant', content: 'second' },
    ]);
  });

  it('cost what their page costs, however much is said in them and whatever was never answered', async () => {
    const conversation = await create();
    await stores.sql(
      `insert into message (id, conversation_id, execution_id, role, content, created_at)
       select gen_random_uuid(), $1, gen_random_uuid(), 'user', 'unanswered', now() from generate_series(1, 5000)`,
      conversation.id,
    );
    await stores.sql('analyze message');
    const pool = openTestPool(stores.url, 1);
    try {
      const page = { first: 20, after: null };
      for (const order of ['oldest-first', 'newest-first'] as const) {
        expect(await rowsRead(pool, messagePages(ownerId, [conversation.id], order, page))).toBeLessThan(30);
      }
      expect(await rowsRead(pool, latestTurns(ownerId, conversation.id))).toBeLessThan(30);
    } finally {
      await pool.end();
    }
  });

  it('are absent for what is no id, and for everybody else', async () => {
    const theirs = await create('theirs', randomUUID());
    await turn(theirs, 'one', 'two');
    const { conversations } = stores;
    for (const id of [...malformedIds, randomUUID(), theirs.id]) {
      expect(await conversations.rename(ownerId, id, 'Taken')).toBeNull();
      expect(await conversations.delete(ownerId, id)).toBe(false);
      expect(await conversations.getMany(ownerId, [id])).toEqual([]);
      expect(await conversations.history(ownerId, id)).toBeNull();
      expect(await saidIn([id])).toEqual([]);
    }
    expect(await conversations.getMany(theirs.ownerId, [theirs.id])).toEqual([theirs]);
  });
});
