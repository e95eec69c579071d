import { randomUUID } from 'node:crypto';
import { v7 as newId } from 'uuid';
import { describe, expect, it } from 'vitest';
import { newViewer } from '../app/app-under-test.ts';
import { StatementCounter } from '../support/statement-count.ts';
import { openTestPool } from '../support/test-pool.ts';
import * as asked from './conversation-operations.ts';
import { provideGraphql } from './graphql-under-test.ts';
import { history } from './history-operations.ts';
import { executeWorkflow } from './operations.ts';

const { api, viewer } = provideGraphql();

async function create(title = 'Talk'): Promise<string> {
  const { createConversation } = await api.data(viewer, asked.createConversation, { input: { title } });
  if (createConversation.__typename !== 'CreateConversationSuccess')
    throw new Error(createConversation.message);
  return createConversation.conversation.id;
}

/** An execution in it, with its turn as executions write it. */
async function say(conversationId: string, message: string): Promise<string> {
  const input = { target: { chat: {} }, conversationId, message };
  const answer = (await api.data(viewer, executeWorkflow, { input })).executeWorkflow;
  if (answer.__typename !== 'ExecuteWorkflowSuccess') throw new Error(answer.message);
  for (const [role, content] of [
    ['user', message],
    ['assistant', `heard ${message}`],
  ]) {
    await api.under.stores.sql(
      `insert into message (id, conversation_id, execution_id, role, content, created_at) values ($1, $2, $3, $4, $5, now())`,
      newId(),
      conversationId,
      answer.execution.id,
      role,
      content,
    );
  }
  return answer.execution.id;
}

const titles = async (variables: { first?: number; after?: string | null } = {}) =>
  (await api.data(viewer, asked.conversations, variables)).conversations;

describe('conversations', () => {
  it('are created, renamed, read and deleted', async () => {
    const id = await create('Größe');
    expect(await api.data(viewer, asked.updateConversation, { input: { id, title: 'Other' } })).toEqual({
      updateConversation: { __typename: 'UpdateConversationSuccess', conversation: { title: 'Other' } },
    });
    expect((await titles()).nodes).toEqual([{ id, title: 'Other' }]);
    expect(await api.data(viewer, asked.deleteConversation, { id })).toEqual({
      deleteConversation: { __typename: 'DeleteConversationSuccess', id },
    });
    expect((await api.data(viewer, asked.conversation, { id })).conversation).toBeNull();
    for (const answer of [
      (await api.data(viewer, asked.updateConversation, { input: { id, title: 'x' } })).updateConversation,
      (await api.data(viewer, asked.deleteConversation, { id })).deleteConversation,
    ]) {
      expect(answer).toEqual({
        __typename: 'NotFoundError',
        code: 'conversation/not-found',
        message: `there is no conversation ${id}: conversations lists yours`,
      });
    }
  });

  it.each(['', ' \n', 'x'.repeat(256), 'a\0'])('are refused with a title like %j', async (title) => {
    const id = await create();
    const refused = { __typename: 'ValidationError', code: 'input/invalid' };
    const created = await api.data(viewer, asked.createConversation, { input: { title } });
    expect(created.createConversation).toMatchObject(refused);
    const updated = await api.data(viewer, asked.updateConversation, { input: { id, title } });
    expect(updated.updateConversation).toMatchObject(refused);
    expect((await titles()).nodes).toEqual([{ id, title: 'Talk' }]);
  });

  it.each([undefined, ' '])('name the message where a turn has none: %j', async (message) => {
    const input = { target: { chat: {} }, conversationId: await create(), message };
    expect((await api.data(viewer, executeWorkflow, { input })).executeWorkflow).toMatchObject({
      __typename: 'ValidationError',
      result: { issues: [{ code: 'input/invalid', path: 'request.message' }] },
    });
  });

  it('are listed page after page, those that were in use last first', async () => {
    for (const title of ['a', 'b', 'c', 'd', 'e']) await create(title);
    const seen: string[] = [];
    for (let after: string | null = null; ; ) {
      const page = await titles({ first: 2, after });
      expect(page.pageInfo.hasPreviousPage).toBe(after !== null);
      seen.push(...page.nodes.map(({ title }) => title));
      if (!page.pageInfo.hasNextPage) break;
      after = page.pageInfo.endCursor;
    }
    expect(seen).toEqual(['e', 'd', 'c', 'b', 'a']);
  });

  it('refuse pages that are none, and cursors of other lists', async () => {
    const id = await create();
    await say(id, 'one');
    const executions = await api.data(viewer, history, { first: 1 });
    const codeOf = async (text: unknown, variables: object) =>
      (await api.askText(viewer, String(text), { ...variables })).errors?.map(
        ({ extensions }) => extensions.code,
      );
    for (const first of [0, -1, 1_000_000]) {
      expect(await codeOf(asked.conversations, { first })).toEqual(['input/invalid']);
      expect(await codeOf(asked.conversation, { id, first })).toEqual(['input/invalid']);
    }
    for (const after of ['', 'x', executions.workflowExecutions.pageInfo.endCursor]) {
      expect(await codeOf(asked.conversations, { after })).toEqual(['cursor/invalid']);
      expect(await codeOf(asked.conversation, { id, after })).toEqual(['cursor/invalid']);
    }
  });

  it('show what was said in them, and what was executed', async () => {
    const id = await create();
    const executions = [await say(id, 'one'), await say(id, 'two')];
    const read = async (variables: object = {}) =>
      (await api.data(viewer, asked.conversation, { id, ...variables })).conversation;
    const all = await read();
    expect(all?.messages.nodes.map(({ role, content }) => `${role}: ${content}`)).toEqual([
      'USER: one',
      'ASSISTANT: heard one',
      'USER: two',
      'ASSISTANT: heard two',
    ]);
    const [one, two] = executions;
    expect(all?.messages.nodes.map(({ executionId }) => executionId)).toEqual([one, one, two, two]);
    expect(all?.executions).toEqual({
      totalCount: 2,
      nodes: executions.map((execution) => ({
        id: execution,
        conversationId: id,
        conversation: { id },
      })),
    });
    const newest = await read({ orderBy: 'NEWEST_FIRST', first: 1 });
    expect(newest?.messages).toMatchObject({
      nodes: [{ content: 'heard two' }],
      pageInfo: { hasNextPage: true },
    });
    const after = newest?.messages.pageInfo.endCursor;
    expect((await read({ orderBy: 'NEWEST_FIRST', first: 2, after }))?.messages.nodes).toMatchObject([
      { content: 'two' },
      { content: 'heard one' },
    ]);
  });

  it('that are deleted leave their executions, which can still be found by them', async () => {
    const id = await create();
    const execution = await say(id, 'one');
    await create('another');
    await api.data(viewer, asked.deleteConversation, { id });
    const found = await api.data(viewer, history, { filter: { conversationId: id } });
    expect(found.workflowExecutions.nodes.map((one) => one.id)).toEqual([execution]);
    const text = `query ($id: ID!) { workflowExecution(id: $id) { conversationId conversation { id } } }`;
    expect((await api.askText(viewer, text, { id: execution })).data).toEqual({
      workflowExecution: { conversationId: id, conversation: null },
    });
  });

  it('keep what was said where its execution is deleted', async () => {
    const id = await create();
    const execution = await say(id, 'one');
    await api.under.stores.sql(`update workflow_execution set status = 'completed' where id = $1`, execution);
    await api.under.app.deleteExecution(viewer, execution);
    expect((await api.data(viewer, asked.conversation, { id })).conversation?.messages.nodes).toMatchObject([
      { content: 'one', executionId: execution, execution: null },
      { content: 'heard one', executionId: execution, execution: null },
    ]);
  });

  it('of somebody else are as good as absent', async () => {
    const id = await create();
    await say(id, 'secret');
    const stranger = newViewer();
    expect((await api.data(stranger, asked.conversation, { id })).conversation).toBeNull();
    expect((await api.data(stranger, asked.conversations, {})).conversations.nodes).toEqual([]);
    for (const conversationId of [id, randomUUID(), 'x']) {
      const input = { target: { chat: {} }, message: 'hi', conversationId };
      expect((await api.data(stranger, executeWorkflow, { input })).executeWorkflow).toMatchObject({
        __typename: 'NotFoundError',
        code: 'conversation/not-found',
      });
    }
  });

  it('are read with what was said last in as many statements, however many there are', async () => {
    for (let index = 0; index < 8; index += 1) await say(await create(`${index}`), 'one');
    const pool = openTestPool(api.under.stores.url, 1);
    const counter = new StatementCounter(pool);
    try {
      const statements = async (first: number) => {
        await counter.forget();
        const { conversations } = await api.data(viewer, asked.conversationPreviews, { first });
        expect(conversations.nodes).toHaveLength(first);
        for (const { title, messages } of conversations.nodes) {
          expect(messages.nodes).toMatchObject([
            { content: 'heard one', execution: { status: 'QUEUED', conversation: { title } } },
          ]);
        }
        return counter.calls();
      };
      const few = await statements(2);
      expect(few).toBeLessThanOrEqual(4);
      expect(await statements(8)).toBe(few);
    } finally {
      await pool.end();
    }
  });
});
