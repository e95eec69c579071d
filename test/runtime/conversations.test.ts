import { randomUUID } from 'node:crypto';
import { v7 as newId } from 'uuid';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { App, ExecuteWorkflowInput } from '../../src/app/index.ts';
import { historyLimits } from '../../src/runtime/ports/conversation-store.ts';
import type { Runtime } from '../../src/server/open-runtime.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { executeSql } from '../support/execute-sql.ts';
import { anyExecution, plainChat } from '../support/nothing-asked.ts';
import { eventOf, execute, openTestRuntime, sequence, testViewer } from '../support/runtime.ts';
import { openTestPool } from '../support/test-pool.ts';

let database: TestDatabase;
let runtime: Runtime;
let app: App;
let conversationId: string;

beforeAll(async () => {
  database = await createTestDatabase();
});
beforeEach(async () => {
  runtime = await openTestRuntime({ url: database.url });
  app = runtime.app;
  conversationId = (await app.createConversation(testViewer, { title: 'Talk' })).id;
});
afterEach(() => runtime.close());
afterAll(() => database.drop());

const model = { provider: 'offline', model: 'echo' } as const;

/** Gives an answer of its own, and all that it has been told. */
const telling = {
  ...sequence({
    type: 'transform',
    config: { outputs: { seen: 'messages.map(m, m.role + ": " + m.content)' } },
  }),
  outputs: { answer: '"heard " + input.message', seen: 'nodes.n1.output.seen', id: 'conversation.id' },
};
const failing = sequence({ type: 'transform', config: { outputs: { x: '1 / 0' } } });
const waiting = sequence({ type: 'delay', config: { type: 'fixed', durationMs: 3_600_000 } });

const say = (message: string, more: Partial<ExecuteWorkflowInput> = {}, graph: unknown = telling) =>
  execute(app, graph, { conversationId, message, waitMs: 30_000, ...more });

/** What the execution has begun with. */
async function begunWith(executionId: string): Promise<readonly string[]> {
  const { messages } = await eventOf(app, executionId, 'ExecutionQueued');
  return messages.map(({ role, content }) => `${role}: ${content}`);
}

/** What the conversation holds, in order. */
async function told(order: 'oldest-first' | 'newest-first' = 'oldest-first'): Promise<readonly string[]> {
  const input = { conversationIds: [conversationId], order, page: { first: 100, after: null } };
  const [page] = await app.listMessages(testViewer, input);
  return page?.edges.map(({ node }) => `${node.role}: ${node.content}`) ?? [];
}

/** Turns that were answered, as executions leave them behind. */
async function addTurns(...turns: readonly (readonly [said: string, answer: string])[]): Promise<void> {
  for (const [said, answer] of turns) {
    const text = `insert into message (id, conversation_id, execution_id, role, content, created_at)
      values ($1, $2, $3, 'user', $4, now()), ($5, $2, $3, 'assistant', $6, now())`;
    await executeSql(database.url, text, [newId(), conversationId, newId(), said, newId(), answer]);
  }
}

describe('an execution in a conversation', () => {
  it('begins with the turns that were answered before, and its nodes see them', async () => {
    await say('one');
    await say('two');
    const third = await say('three');
    const seen = ['user: one', 'assistant: heard one', 'user: two', 'assistant: heard two', 'user: three'];
    expect(third).toMatchObject({ status: 'completed', conversationId });
    expect(third.output).toEqual({ answer: 'heard three', seen, id: conversationId });
    expect(await begunWith(third.id)).toEqual(seen);
    expect(await told()).toEqual([...seen, 'assistant: heard three']);
    expect(await told('newest-first')).toEqual([...seen, 'assistant: heard three'].toReversed());
  });

  it('may be of a template, a definition, a graph or a plain chat: all see what was said to the others', async () => {
    const shared = { name: 'Telling', tags: [], isPublic: false, graph: telling };
    const definition = await app.createDefinition(testViewer, { ...shared, description: null });
    const ofTemplate = { graph: telling, parameters: null };
    await say('one', { target: { kind: 'ad-hoc-template', template: ofTemplate } });
    await say('two', { target: { kind: 'definition', id: definition.id, version: null, draft: true } });
    await say('three', { target: { kind: 'chat', chat: plainChat }, model });
    const last = await say('four');
    expect(await begunWith(last.id)).toEqual([
      'user: one',
      'assistant: heard one',
      'user: two',
      'assistant: heard two',
      'user: three',
      'assistant: three',
      'user: four',
    ]);
    const filter = { ...anyExecution, ownerId: null, conversationId: conversationId.toUpperCase() };
    const page = { first: null, after: null };
    const { edges } = await app.listExecutions(testViewer, { filter, order: 'oldest-first', page });
    expect(edges.map(({ node }) => node.type)).toEqual(['template', 'definition', 'chat', 'custom']);
  });

  it('does not begin with turns that failed, were cancelled or wait: nobody has answered them', async () => {
    await say('one');
    expect((await say('two', {}, failing)).status).toBe('failed');
    const parked = await say('three', { waitMs: 0 }, waiting);
    const cancelled = await say('four', { waitMs: 0 }, waiting);
    await app.cancelExecution(testViewer, cancelled.id);
    await eventOf(app, cancelled.id, 'ExecutionCancelled');
    const last = await say('five');
    expect(await begunWith(last.id)).toEqual(['user: one', 'assistant: heard one', 'user: five']);
    // They were said all the same.
    expect(await told()).toEqual([
      'user: one',
      'assistant: heard one',
      'user: two',
      'user: three',
      'user: four',
      'user: five',
      'assistant: heard five',
    ]);
    await app.cancelExecution(testViewer, parked.id);
  });

  it('sees what was answered when it was accepted, whatever others say at the same time', async () => {
    await addTurns(['zero', 'heard zero']);
    const executed = await Promise.all(
      Array.from({ length: 16 }, (_, index) => say(`${index}`, { idempotencyKey: null })),
    );
    expect(executed.map(({ status }) => status)).toEqual(executed.map(() => 'completed'));
    for (const { id } of executed) {
      const begun = await begunWith(id);
      expect(begun.slice(0, 2)).toEqual(['user: zero', 'assistant: heard zero']);
      expect(begun.at(-1)).toMatch(/^user: /);
    }
    expect(await told()).toHaveLength(2 + 2 * executed.length);
    const last = await begunWith((await say('last')).id);
    expect(last).toHaveLength(2 + 2 * executed.length + 1);
    // Each answer stands after what it answers.
    for (const [index, line] of last.entries()) {
      if (line.startsWith('assistant: heard ')) {
        expect(last[index - 1]).toBe(line.replace('assistant: heard ', 'user: '));
      }
    }
  });

  it('begins with the latest turns, at most so many and so long, and with whole ones', async () => {
    const many = Array.from({ length: historyLimits.turns + 5 }, (_, n) => [`q${n}`, `a${n}`] as const);
    await addTurns(...many);
    const first = await begunWith((await say('many')).id);
    expect(first).toHaveLength(2 * historyLimits.turns + 1);
    expect(first.slice(0, 2)).toEqual(['user: q5', 'assistant: a5']);
    // In bytes, not in characters.
    await addTurns(['long', 'ß'.repeat(historyLimits.bytes / 2 - 2)]);
    expect((await begunWith((await say('more')).id)).slice(0, 2)).toEqual([
      'user: long',
      expect.stringMatching(/^assistant: ß+$/),
    ]);
    await addTurns(['too long', 'x'.repeat(historyLimits.bytes)]);
    expect(await begunWith((await say('alone')).id)).toEqual(['user: alone']);
  });

  it('is the same for the same idempotency key, however the conversation has grown since', async () => {
    const first = await say('one', { idempotencyKey: 'key' });
    await say('two');
    const again = await say('one', { idempotencyKey: 'key' });
    expect(again.id).toBe(first.id);
    expect(await begunWith(again.id)).toEqual(['user: one']);
    expect(await told()).toHaveLength(4);
    const other = await app.createConversation(testViewer, { title: 'Other' });
    await expect(say('one', { idempotencyKey: 'key', conversationId: other.id })).rejects.toMatchObject({
      code: 'execution/idempotency-conflict',
    });
  });

  it('keeps what it began with, whatever becomes of the conversation before somebody moves it', async () => {
    await runtime.close();
    runtime = await openTestRuntime({ url: database.url, concurrency: 0 });
    app = runtime.app;
    await addTurns(['one', 'heard one']);
    const grown = await say('two', { waitMs: 0 });
    await addTurns(['three', 'heard three']);
    const deleted = await say('four', { waitMs: 0 });
    await app.deleteConversation(testViewer, conversationId);
    await runtime.close();
    runtime = await openTestRuntime({ url: database.url });
    app = runtime.app;
    const one = ['user: one', 'assistant: heard one'];
    const seen = {
      [grown.id]: [...one, 'user: two'],
      [deleted.id]: [...one, 'user: three', 'assistant: heard three', 'user: four'],
    };
    for (const [id, messages] of Object.entries(seen)) {
      const { output } = await eventOf(app, id, 'ExecutionCompleted');
      expect(output).toMatchObject({ seen: messages, id: conversationId });
    }
    expect(await app.getExecution(testViewer, grown.id)).toMatchObject({ conversationId });
    expect(await app.getConversations(testViewer, [conversationId])).toEqual([null]);
    expect(
      await executeSql(database.url, 'select from message where conversation_id = $1', [conversationId]),
    ).toEqual([]);
  });

  it('is refused where the conversation is absent or somebody else’s, or nothing is said', async () => {
    const stranger = { ownerId: randomUUID(), role: 'user' } as const;
    const theirs = await app.createConversation(stranger, { title: 'Theirs' });
    for (const id of [theirs.id, newId(), 'x', '']) {
      await expect(say('hi', { conversationId: id })).rejects.toMatchObject({
        code: 'conversation/not-found',
      });
    }
    for (const message of [null, '', ' \n']) {
      await expect(execute(app, telling, { conversationId, message })).rejects.toMatchObject({
        code: 'input/invalid',
        message: expect.stringContaining('set message, or leave conversationId out'),
      });
    }
    expect(await told()).toEqual([]);
  });

  it('leaves nothing in it where the execution is not accepted', async () => {
    const { updatedAt } = (await app.getConversations(testViewer, [conversationId]))[0] ?? {};
    await expect(say('hi', {}, { nodes: [] })).rejects.toMatchObject({ code: 'workflow/invalid' });
    expect(await told()).toEqual([]);
    expect((await app.getConversations(testViewer, [conversationId]))[0]?.updatedAt).toBe(updatedAt);
  });

  it('brings the conversation to the front of the list', async () => {
    const newer = await app.createConversation(testViewer, { title: 'Newer' });
    const front = async () => {
      const { edges } = await app.listConversations(testViewer, { first: 1, after: null });
      return edges[0]?.node.id;
    };
    expect(await front()).toBe(newer.id);
    await say('hi');
    expect(await front()).toBe(conversationId);
  });

  it('ends although the conversation is deleted at that moment', async () => {
    const accepted = await Promise.all(
      Array.from({ length: 12 }, (_, index) => say(`${index}`, { waitMs: 0 })),
    );
    await app.deleteConversation(testViewer, conversationId);
    for (const { id } of accepted) {
      expect(await eventOf(app, id, 'ExecutionCompleted')).toMatchObject({ output: { id: conversationId } });
    }
    expect(await told()).toEqual([]);
  });
});

describe('two servers', () => {
  it('take what is said in the same conversations at the same moment, and lose nothing', async () => {
    const other = await openTestRuntime({ url: database.url });
    const second = (await app.createConversation(testViewer, { title: 'Second' })).id;
    const conversations = [conversationId, second];
    try {
      const said = await Promise.all(
        [runtime, other].flatMap((server, index) =>
          Array.from({ length: 2 }, async (_, line) => {
            const ids: string[] = [];
            for (let turn = 0; turn < 15; turn += 1) {
              // Each begins with another of the two.
              const id = conversations[(turn + index + line) % 2] ?? '';
              const message = `${index} ${line} ${turn}`;
              ids.push((await execute(server.app, telling, { conversationId: id, message })).id);
            }
            return ids;
          }),
        ),
      );
      for (const id of said.flat()) await eventOf(app, id, 'ExecutionCompleted');
      const page = { first: 100, after: null };
      const pages = await app.listMessages(testViewer, {
        conversationIds: conversations,
        order: 'oldest-first',
        page,
      });
      expect(pages.map(({ edges }) => edges.length)).toEqual([60, 60]);
      const views = await app.getExecutions(testViewer, said.flat());
      for (const [index, conversation] of (await app.getConversations(testViewer, conversations)).entries()) {
        const accepted = views.filter((view) => view?.conversationId === conversations[index]);
        expect(conversation?.updatedAt).toBe(Math.max(...accepted.map((view) => view?.createdAt ?? 0)));
      }
    } finally {
      await other.close();
    }
  });
});

describe('while somebody', () => {
  /** Begins the change, and commits it once what is done meanwhile waits for it. */
  async function during<T>(change: string, meanwhile: () => Promise<T>): Promise<T> {
    const pool = openTestPool(database.url, 2);
    const client = await pool.connect();
    try {
      await client.query('begin');
      await client.query(change, [conversationId]);
      const done = meanwhile();
      for (let waiting = 0; waiting === 0; ) {
        const { rowCount } = await pool.query(
          `select from pg_stat_activity where wait_event = 'transactionid' and datname = current_database()`,
        );
        waiting = rowCount ?? 0;
      }
      await client.query('commit');
      return await done;
    } finally {
      client.release();
      await pool.end();
    }
  }

  it('renames the conversation, an execution is accepted and heard in it', async () => {
    const renaming = `update conversation set title = 'New', updated_at = to_timestamp(7) where id = $1`;
    const { id, createdAt } = await during(renaming, () => say('hi', { waitMs: 0 }));
    await eventOf(app, id, 'ExecutionCompleted');
    expect(await told()).toEqual(['user: hi', 'assistant: heard hi']);
    expect(await app.getConversations(testViewer, [conversationId])).toMatchObject([
      { title: 'New', updatedAt: createdAt },
    ]);
  });

  it('deletes the conversation, an execution is accepted and ends, and nobody hears it', async () => {
    const { id } = await during(deleting, () => say('hi', { waitMs: 0 }));
    await eventOf(app, id, 'ExecutionCompleted');
    expect(await saidBy(id)).toEqual([]);
  });

  it('deletes the conversation, an execution ends, and nobody hears it', async () => {
    await runtime.close();
    runtime = await openTestRuntime({ url: database.url, concurrency: 0 });
    app = runtime.app;
    const { id } = await say('hi', { waitMs: 0 });
    const other = await during(deleting, () => openTestRuntime({ url: database.url }));
    await eventOf(app, id, 'ExecutionCompleted');
    await other.close();
    expect(await saidBy(id)).toEqual([]);
  });

  const deleting = 'delete from conversation where id = $1';
  const saidBy = (id: string) =>
    executeSql(database.url, 'select role from message where execution_id = $1', [id]);
});
