import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ModelTurns } from '../../src/runtime/owner/model-turns.ts';
import type { Models } from '../../src/runtime/ports/models.ts';
import type { Runtime } from '../../src/server/open-runtime.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { eventOf, execute, logOf, openTestRuntime, sequence, testViewer } from '../support/runtime.ts';

const never = new AbortController().signal;

describe('calls of a provider that takes one at a time', () => {
  it('begin one after the other, owners in turn', async () => {
    const turns = new ModelTurns(new Map([['local', 1]]));
    const began: string[] = [];
    const work = ['a1', 'a2', 'a3', 'b1'].map(async (name) => {
      const end = await turns.take('local', name[0] ?? '', never);
      began.push(name);
      expect(turns.waiting).toBe(4 - began.length);
      end();
    });
    expect(turns.waiting).toBe(3);
    await Promise.all(work);
    expect(began).toEqual(['a1', 'a2', 'b1', 'a3']);
  });

  it('leave the line when they are aborted, and keep no place', async () => {
    const turns = new ModelTurns(new Map([['local', 1]]));
    const leaving = new AbortController();
    const end = await turns.take('local', 'a', never);
    const left = turns.take('local', 'b', leaving.signal);
    const next = turns.take('local', 'c', never);
    leaving.abort(new Error('gone'));
    await expect(left).rejects.toThrow('gone');
    end();
    (await next)();
    (await turns.take('local', 'd', never))();
    await expect(turns.take('local', 'b', leaving.signal)).rejects.toThrow('gone');
    expect(turns.waiting).toBe(0);
  });
});

/** A provider that answers when the test says so. */
class HeldModels implements Models {
  readonly calls: { readonly about: string; answer(): void }[] = [];
  #called = Promise.withResolvers<void>();

  list() {
    const known = { description: null, supports: null, maxOutputTokens: null, prices: [] };
    return [{ provider: 'local', model: 'test', ...known }];
  }

  async *stream({ messages }: Parameters<Models['stream']>[0]) {
    const held = Promise.withResolvers<void>();
    this.calls.push({ about: String(messages.at(-1)?.content), answer: held.resolve });
    this.#called.resolve();
    await held.promise;
    yield { type: 'text', text: 'done' } as const;
    yield { type: 'finish', reason: 'stop' } as const;
  }

  async answerNext(): Promise<string> {
    while (this.calls.length === 0) {
      this.#called = Promise.withResolvers();
      await this.#called.promise;
    }
    const call = this.calls.shift();
    call?.answer();
    return call?.about ?? '';
  }
}

describe('executions whose provider takes one call at a time', () => {
  let database: TestDatabase;
  let runtime: Runtime;
  const models = new HeldModels();
  const clock = new ManualClock();

  beforeAll(async () => {
    database = await createTestDatabase();
    const modelConcurrency = new Map([['local', 1]]);
    runtime = await openTestRuntime({ url: database.url, models, modelConcurrency, clock });
  });
  afterAll(async () => {
    await runtime.close();
    await database.drop();
  });

  const asking = (prompt: string, more: object = {}) =>
    sequence({ type: 'model', config: { provider: 'local', model: 'test', prompt }, ...more });

  it('wait for their turn however long that takes, and are not taken for silent', async () => {
    const first = await execute(runtime.app, asking('first'));
    await eventOf(runtime.app, first.id, 'NodeStarted');
    const second = await execute(runtime.app, asking('second', { idleTimeoutMs: 1000 }));
    await eventOf(runtime.app, second.id, 'NodeStarted');
    expect(models.calls.map(({ about }) => about)).toEqual(['first']);
    expect(runtime.gauges.chatter_model_calls_waiting?.()).toBe(1);
    for (let step = 0; step < 6; step++) clock.advance(500);
    expect(await models.answerNext()).toBe('first');
    expect((await logOf(runtime.app, first.id)).at(-1)?.type).toBe('ExecutionCompleted');
    expect(await models.answerNext()).toBe('second');
    expect((await logOf(runtime.app, second.id)).at(-1)?.type).toBe('ExecutionCompleted');
    expect(runtime.gauges.chatter_model_calls_waiting?.()).toBe(0);
  });

  it('that are cancelled in line were never at the provider: no call of theirs is counted', async () => {
    const first = await execute(runtime.app, asking('first'));
    await eventOf(runtime.app, first.id, 'NodeStarted');
    const second = await execute(runtime.app, asking('second'));
    await eventOf(runtime.app, second.id, 'NodeStarted');
    await runtime.app.cancelExecution(testViewer, second.id);
    const log = await clock.pass(500, logOf(runtime.app, second.id));
    expect(log.map(({ type }) => type).slice(-2)).toEqual(['NodeCancelled', 'ExecutionCancelled']);
    expect(log.some(({ type }) => type === 'UsageRecorded')).toBe(false);
    expect(await models.answerNext()).toBe('first');
    await logOf(runtime.app, first.id);
    expect(models.calls).toEqual([]);
  });
});
