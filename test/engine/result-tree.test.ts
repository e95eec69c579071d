import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ResultTree, resultsIn, withResult } from '../../src/engine/result-tree.ts';

const resultOf = (number: number) => ({ output: number });

const filled = (count: number, numbers: readonly number[]): ResultTree =>
  numbers.reduce<ResultTree>(
    (tree, number) => withResult(tree, count, { number, result: resultOf(number) }),
    null,
  );

/** All lists of the tree. */
function listsOf(tree: ResultTree): readonly (readonly ResultTree[])[] {
  return Array.isArray(tree) ? [tree, ...tree.flatMap(listsOf)] : [];
}

describe('the results of scopes', () => {
  it('are in the order of their numbers, whatever the order in which they came', () => {
    const numbers = fc.uniqueArray(fc.nat(5000), { maxLength: 200 });
    fc.assert(
      fc.property(numbers, fc.nat(5000), (given, more) => {
        const count = Math.max(0, ...given) + 1 + more;
        const expected = given.toSorted((a, b) => a - b).map(resultOf);
        expect(resultsIn(filled(count, given))).toEqual(expected);
      }),
    );
  });

  it.each([1, 31, 32, 33, 1024, 1025, 32_769])('are all there where %s scopes have ended', (count) => {
    const all = Array.from({ length: count }, (_, number) => number);
    expect(resultsIn(filled(count, all))).toEqual(all.map(resultOf));
  });

  it('are the same after a snapshot, which is JSON', () => {
    const tree = filled(100, [99, 0, 40]);
    expect(JSON.parse(JSON.stringify(tree))).toEqual(tree);
  });

  it('share everything but one branch with what they were: ten thousand items copy no more lists than forty', () => {
    const newLists = (count: number): number => {
      const before = filled(
        count,
        Array.from({ length: count - 1 }, (_, number) => number),
      );
      const after = withResult(before, count, { number: count - 1, result: resultOf(-1) });
      const known = new Set(listsOf(before));
      const copied = listsOf(after).filter((list) => !known.has(list));
      return copied.reduce((sum, list) => sum + list.length, 0);
    };
    expect(newLists(40)).toBeLessThanOrEqual(2 * 32);
    expect(newLists(10_000)).toBeLessThanOrEqual(3 * 32);
  });

  it('leave the tree that they were made from as it is', () => {
    const before = filled(50, [1, 2]);
    withResult(before, 50, { number: 3, result: resultOf(3) });
    expect(resultsIn(before)).toEqual([resultOf(1), resultOf(2)]);
  });
});
