/**
 * How the scopes of one activation have ended, by their number. Each end is one change of the state, and a list would
 * be copied for each: with ten thousand items, a hundred million copies. So it is a tree of short lists, of which a
 * change copies one branch; it is JSON as it stands, as a snapshot wants it.
 */
import type { ScopeResult } from './state.ts';

/** Null: none of the scopes below it has ended. */
export type ResultTree = ScopeResult | null | readonly ResultTree[];

const width = 32;

/** `count`: how many scopes there are, the same for all changes of a tree. */
export function withResult(
  tree: ResultTree,
  count: number,
  at: { readonly number: number; readonly result: ScopeResult },
): ResultTree {
  let span = 1;
  while (span < count) span *= width;
  return placed(tree, span, at.number, at.result);
}

function placed(tree: ResultTree, span: number, number: number, result: ScopeResult): ResultTree {
  if (span === 1) return result;
  const inner = span / width;
  const place = Math.floor(number / inner);
  const branch: ResultTree[] = isBranch(tree) ? [...tree] : [];
  while (branch.length <= place) branch.push(null);
  branch[place] = placed(branch[place] ?? null, inner, number % inner, result);
  return branch;
}

/** Those of the scopes that have ended, in the order of their numbers. */
export function resultsIn(tree: ResultTree): readonly ScopeResult[] {
  const results: ScopeResult[] = [];
  const collect = (part: ResultTree): void => {
    if (isBranch(part)) for (const inner of part) collect(inner);
    else if (part !== null) results.push(part);
  };
  collect(tree);
  return results;
}

function isBranch(tree: ResultTree): tree is readonly ResultTree[] {
  return Array.isArray(tree);
}
