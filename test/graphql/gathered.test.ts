import { expect, it } from 'vitest';
import { askedOnce, gathered } from '../../src/graphql/gathered.ts';

interface Question {
  readonly of: string;
}

/** Answers in capital letters, and fails for one question. */
function setUp() {
  const asked: [string, readonly string[]][] = [];
  const ask = gathered(async ({ of }: Question, keys: readonly string[]) => {
    asked.push([of, keys]);
    if (of === 'nobody') throw new Error('there is nobody');
    return keys.map((key) => `${of} ${key.toUpperCase()}`);
  });
  return { asked, ask };
}

it('asks once for all keys of a question that come at the same time, and for each key once', async () => {
  const { asked, ask } = setUp();
  const answers = ['a', 'b', 'a'].map((key) => ask({ of: 'mine' }, key));
  expect(await Promise.all(answers)).toEqual(['mine A', 'mine B', 'mine A']);
  expect(asked).toEqual([['mine', ['a', 'b']]]);
});

it('keeps questions apart, also where one of them fails', async () => {
  const { asked, ask } = setUp();
  const answers = ['mine', 'nobody', 'yours'].map((of) => ask({ of }, 'a'));
  expect((await Promise.allSettled(answers)).map(({ status }) => status)).toEqual([
    'fulfilled',
    'rejected',
    'fulfilled',
  ]);
  expect(asked.map(([of]) => of)).toEqual(['mine', 'nobody', 'yours']);
});

it('remembers nothing: what is asked later is asked again, also while the first answer is awaited', async () => {
  const answers: ((value: number) => void)[] = [];
  const ask = askedOnce((_: Question) => new Promise<number>((resolve) => answers.push(resolve)));
  const first = [ask({ of: 'mine' }), ask({ of: 'mine' })];
  await new Promise((resolve) => setImmediate(resolve));
  const later = ask({ of: 'mine' });
  await new Promise((resolve) => setImmediate(resolve));
  for (const [index, answer] of answers.entries()) answer(index);
  expect(await Promise.all([...first, later])).toEqual([0, 0, 1]);
});
