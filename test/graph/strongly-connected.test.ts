import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Successors, stronglyConnected } from '../../src/graph/index.ts';

/** All nodes that lead to each other, by looking at every pair. */
function slowly(successors: Successors): readonly (readonly number[])[] {
  const reached = successors.map((_, from) => {
    const found = new Set<number>([from]);
    for (const node of found) for (const next of successors[node] ?? []) found.add(next);
    return found;
  });
  const groups = successors.map((_, node) =>
    successors.flatMap((_, other) => (reached[node]?.has(other) && reached[other]?.has(node) ? [other] : [])),
  );
  return groups.filter((group, node) => group.length > 1 && group[0] === node);
}

const random: fc.Arbitrary<Successors> = fc
  .integer({ min: 1, max: 9 })
  .chain((size) =>
    fc.array(fc.array(fc.nat(size - 1), { maxLength: 3 }), { minLength: size, maxLength: size }),
  );

describe('strongly connected groups', () => {
  it('are those of nodes that lead to each other', () => {
    fc.assert(
      fc.property(random, (successors) => {
        const groups = stronglyConnected(successors).map((group) => group.toSorted((a, b) => a - b));
        expect(groups.toSorted(([a = 0], [b = 0]) => a - b)).toEqual(slowly(successors));
      }),
      { numRuns: 1000 },
    );
  });

  it('are found in a ring of a hundred thousand nodes without recursion', () => {
    const ring = Array.from({ length: 100_000 }, (_, index) => [(index + 1) % 100_000]);
    expect(stronglyConnected(ring).map((group) => group.length)).toEqual([100_000]);
  });
});
