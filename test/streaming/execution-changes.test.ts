import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ExecutionView } from '../../src/runtime/ports/execution-queries.ts';
import { createExecutionChanges } from '../../src/streaming/index.ts';
import { settle } from './events.ts';
import { GatedExecutions } from './gated-executions.ts';

type Result = IteratorResult<ExecutionView, undefined>;
type Reader = AsyncIterator<ExecutionView, undefined>;

const owners = ['owner', 'other'] as const;

function setUp({ mostPending = 1000 } = {}) {
  const executions = new GatedExecutions();
  const changes = createExecutionChanges({ executions, mostPending });
  const iterate = (ownerId: string = owners[0], signal?: AbortSignal) =>
    changes.subscribe(ownerId, signal)[Symbol.asyncIterator]() as Reader;
  /** Changes them one after the other. */
  const change = (...ids: readonly string[]): void => {
    for (const id of ids) {
      executions.change(id);
      changes.publish(owners[0], id);
    }
  };
  /** Readers that have told `first`, and wait for nothing. */
  const begun = async (count: number): Promise<readonly Reader[]> => {
    const readers = Array.from({ length: count }, () => iterate());
    const reads = readers.map((one) => one.next());
    change('first');
    await Promise.all(reads);
    executions.reads.length = 0;
    return readers;
  };
  return { executions, changes, iterate, change, begun };
}

/** `a 2`: execution `a`, as it was after it had changed twice; `done`. */
function said({ done, value }: Result): string {
  return done ? 'done' : `${value.id} ${value.correlationId}`;
}

async function take(reader: Reader | undefined, count: number): Promise<readonly string[]> {
  if (!reader) throw new Error('fewer have begun to read');
  const taken: string[] = [];
  for (let index = 0; index < count; index += 1) taken.push(said(await reader.next()));
  return taken;
}

const numbered = (count: number) => Array.from({ length: count }, (_, index) => `e${index}`);

describe('changed executions', () => {
  it('reach whoever waits for them, and nobody who watches another owner', async () => {
    const { executions, changes, iterate } = setUp();
    const reads = owners.map((owner) => iterate(owner).next());
    for (const [index, owner] of owners.entries()) {
      executions.change(`${index}`);
      changes.publish(owner, `${index}`);
    }
    const told = (await Promise.all(reads)).map(({ value }) => value);
    expect(told).toMatchObject(owners.map((ownerId, index) => ({ ownerId, id: `${index}` })));
  });

  it('C2: that change again before they are told are told once, as they are then, in the order of the first', async () => {
    const { change, begun } = setUp();
    const [reader] = await begun(1);
    change('a', 'b', 'c', 'b', 'c');
    expect(await take(reader, 2)).toEqual(['a 1', 'b 2']);
    change('b');
    expect(await take(reader, 2)).toEqual(['c 2', 'b 3']);
  });

  it('C2: that change after they were read ahead are told as they are then, in their place', async () => {
    const { change, begun } = setUp();
    const [reader] = await begun(1);
    change('a', 'b', 'c');
    expect(await take(reader, 1)).toEqual(['a 1']);
    change('b', 'a');
    expect(await take(reader, 3)).toEqual(['b 2', 'c 1', 'a 2']);
  });

  it('C2: that change while they are read are told as they are then', async () => {
    const { executions, change, begun } = setUp();
    const [reader] = await begun(1);
    executions.isGated = true;
    const read = take(reader, 1);
    change('a');
    await settle();
    change('a');
    executions.answer();
    await settle();
    executions.answer();
    expect(await read).toEqual(['a 2']);
  });

  it('are left out where they are gone', async () => {
    const { executions, change, begun } = setUp();
    const [reader] = await begun(1);
    change('a', 'b');
    executions.remove('a');
    expect(await take(reader, 1)).toEqual(['b 1']);
  });

  it('C3: that do not fit end the subscription with an error, once, and disturb nobody else', async () => {
    const { changes, change, begun } = setUp({ mostPending: 2 });
    const [slow, quick] = await begun(2);
    change('b');
    expect(await take(quick, 1)).toEqual(['b 1']);
    change('c', 'c');
    expect(await take(quick, 1)).toEqual(['c 2']);
    expect(changes.subscribers).toBe(2);
    change('d');
    expect(changes.subscribers).toBe(1);
    await expect(take(slow, 1)).rejects.toMatchObject({ code: 'limit/subscriber', retryable: true });
    expect(await take(slow, 1)).toEqual(['done']);
    expect(await take(quick, 1)).toEqual(['d 1']);
  });

  const endings: readonly (readonly [string, (reader: Reader, stop: AbortController) => unknown])[] = [
    ['return()', (reader) => reader.return?.()],
    ['throw()', (reader) => reader.throw?.(new Error('enough')).catch(() => undefined)],
    ['its signal', (_, stop) => stop.abort()],
  ];

  it.each(endings)('C4: are let go of by %s, while a next() waits', async (_, end) => {
    const { changes, change, iterate } = setUp();
    const stop = new AbortController();
    const reader = iterate('owner', stop.signal);
    const waiting = reader.next();
    expect(changes.subscribers).toBe(1);
    await end(reader, stop);
    expect(changes.subscribers).toBe(0);
    expect(said(await waiting)).toBe('done');
    change('a');
    expect(await take(reader, 1)).toEqual(['done']);
  });

  it.each(
    endings,
  )('C4: are let go of by %s, whatever becomes of the read that is under way', async (_, end) => {
    for (const outcome of ['answer', 'fail'] as const) {
      const { executions, changes, change, iterate } = setUp();
      const stop = new AbortController();
      const reader = iterate('owner', stop.signal);
      executions.isGated = true;
      const waiting = reader.next();
      change('a');
      await settle();
      expect(executions.reads).toHaveLength(1);
      await end(reader, stop);
      expect(said(await waiting)).toBe('done');
      executions[outcome]();
      await settle();
      expect(changes.subscribers).toBe(0);
      expect(await take(reader, 1)).toEqual(['done']);
    }
  });

  it('hold nothing before the first next(), nor where the signal is aborted already', async () => {
    const { changes, iterate } = setUp();
    iterate();
    expect(await take(iterate('owner', AbortSignal.abort()), 1)).toEqual(['done']);
    expect(changes.subscribers).toBe(0);
  });

  it('answer every next(), also several at once', async () => {
    const { change, begun } = setUp();
    const [reader] = await begun(1);
    const reads = [take(reader, 1), take(reader, 1)];
    change('a', 'b');
    expect(await Promise.all(reads)).toEqual([['a 1'], ['b 1']]);
  });

  it('that cannot be read end the subscriptions that wait for them, and only those', async () => {
    const { executions, changes, change, begun } = setUp();
    const [one, another, later] = await begun(3);
    executions.isGated = true;
    const reads = [one, another].map((reader) => expect(take(reader, 1)).rejects.toThrow('connection lost'));
    change('a');
    await settle();
    executions.fail();
    await Promise.all(reads);
    expect(await take(one, 1)).toEqual(['done']);
    expect(changes.subscribers).toBe(1);
    executions.isGated = false;
    expect(await take(later, 1)).toEqual(['a 1']);
  });
});

describe('looking for changes of which nobody may have heard', () => {
  it('takes one statement for all owners that are watched, and tells each watcher of his own', async () => {
    const { executions, changes, iterate } = setUp();
    const reads = owners.map((owner) => take(iterate(owner), 1));
    for (const id of ['a', 'b', 'c']) executions.change(id);
    executions.lately = [
      { ownerId: owners[1], id: 'b' },
      { ownerId: owners[0], id: 'a' },
      { ownerId: 'nobody watches', id: 'c' },
    ];
    changes.lookBack(700);
    expect(await Promise.all(reads)).toEqual([['a 1'], ['b 1']]);
    expect(executions.looks).toEqual([[owners, 700, 1001]]);
  });

  it('asks nothing where nobody watches', async () => {
    const { executions, changes } = setUp();
    changes.lookBack(700);
    await settle();
    expect(executions.looks).toEqual([]);
  });

  it('C3: ends the subscriptions with the failure where it cannot be done', async () => {
    const { executions, changes, begun } = setUp();
    const [waiting, later] = await begun(2);
    const read = expect(take(waiting, 1)).rejects.toThrow('connection refused');
    executions.lately = null;
    changes.lookBack(700);
    await read;
    expect(changes.subscribers).toBe(0);
    await expect(take(later, 1)).rejects.toThrow('connection refused');
    expect(await take(later, 1)).toEqual(['done']);
  });

  it('C3: ends a subscription that so many changes do not fit into', async () => {
    const { executions, changes, begun } = setUp({ mostPending: 2 });
    const [reader] = await begun(1);
    executions.lately = ['a', 'b', 'c'].map((id) => ({ ownerId: owners[0], id }));
    changes.lookBack(700);
    await settle();
    await expect(take(reader, 1)).rejects.toMatchObject({ code: 'limit/subscriber' });
  });
});

describe('C5: reading what has changed', () => {
  it('takes one statement for fifty who wait, and for all that has changed at once', async () => {
    const { executions, change, begun } = setUp();
    const readers = await begun(50);
    const reads = readers.map((reader) => take(reader, 3));
    change('a', 'b', 'c');
    for (const told of await Promise.all(reads)) expect(told).toEqual(['a 1', 'b 1', 'c 1']);
    expect(executions.reads).toEqual([['a', 'b', 'c']]);
  });

  it('takes no more for those who come later', async () => {
    const { executions, change, begun } = setUp();
    const [first, ...others] = await begun(50);
    change('a', 'b');
    await take(first, 2);
    for (const reader of others) expect(await take(reader, 2)).toEqual(['a 1', 'b 1']);
    expect(executions.reads).toEqual([['a', 'b']]);
  });

  it('goes on a page at a time, however many there are, and not before somebody asks', async () => {
    const { executions, change, begun } = setUp();
    const readers = await begun(50);
    const ids = numbered(250);
    change(...ids);
    await settle();
    expect(executions.reads).toEqual([]);
    await Promise.all(readers.map((reader) => take(reader, 101)));
    expect(executions.reads).toEqual([ids.slice(0, 100), ids.slice(100, 200)]);
    await Promise.all(readers.map((reader) => take(reader, 149)));
    expect(executions.reads.slice(2)).toEqual([ids.slice(200)]);
  });

  it('reads again for those who are far behind, a page at a time: rows are not kept for them', async () => {
    const { executions, change, begun } = setUp();
    const [slow, quick] = await begun(2);
    const ids = numbered(1000);
    change(...ids);
    await take(quick, 1000);
    expect(executions.reads).toHaveLength(10);
    await take(slow, 1000);
    // The last page was still there: none that all had told was in its place.
    expect(executions.reads).toHaveLength(10 + 9);
  });
});

type Step = { readonly change: string } | { readonly read: number } | 'hold' | 'answer';

it('C2, C5: everybody sees the last state of each at his own pace, and each change is read at most once', async () => {
  const step: fc.Arbitrary<Step> = fc.oneof(
    fc.record({ change: fc.constantFrom('a', 'b', 'c', 'd') }),
    fc.record({ read: fc.nat(2) }),
    fc.constantFrom('hold' as const, 'answer' as const),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
      const { executions, changes, change, begun } = setUp();
      const readers = await begun(3);
      const seen = readers.map(() => new Map<string, string>());
      const turns: Promise<void>[] = readers.map(async () => undefined);
      const read = (index: number): void => {
        turns[index] = (turns[index] ?? Promise.resolve()).then(async () => {
          const result = await readers[index]?.next();
          if (!result || result.done) return;
          expect(result.value.correlationId).toBe(`${executions.timesChanged(result.value.id)}`);
          seen[index]?.set(result.value.id, said(result));
        });
      };
      let published = 0;
      for (const one of steps) {
        if (one === 'hold') executions.isGated = true;
        else if (one === 'answer') executions.answer();
        else if ('read' in one) read(one.read);
        else {
          published += 1;
          change(one.change);
        }
        await settle();
      }
      executions.isGated = false;
      executions.answer();
      for (const [index] of readers.entries()) for (let more = 0; more < 44; more += 1) read(index);
      await settle();
      const last = ['a', 'b', 'c', 'd']
        .filter((id) => executions.timesChanged(id) > 0)
        .map((id) => [id, `${id} ${executions.timesChanged(id)}`]);
      for (const map of seen) expect([...map].toSorted()).toEqual(last);
      expect(executions.reads.flat().length).toBeLessThanOrEqual(published);
      for (const reader of readers) await reader.return?.();
      await Promise.all(turns);
      expect(changes.subscribers).toBe(0);
    }),
  );
});
