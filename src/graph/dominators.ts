/** A directed graph of nodes 0…n-1, as the targets of each. */
export type Successors = readonly (readonly number[])[];

/**
 * The immediate dominator of every node reachable from `start` (that of `start` is itself); -1 for the others.
 * The iterative algorithm of Cooper, Harvey and Kennedy: linear but for odd graphs, and without recursion.
 */
export function immediateDominators(successors: Successors, start: number): readonly number[] {
  const order = reversePostorder(successors, start);
  const rank = new Map(order.map((node, index) => [node, index]));
  const predecessors = predecessorsOf(successors, rank);
  const dominator = new Array<number>(successors.length).fill(-1);
  dominator[start] = start;
  for (let changed = true; changed; ) {
    changed = false;
    for (const node of order) {
      if (node === start) continue;
      const next = (predecessors[node] ?? [])
        .filter((candidate) => dominator[candidate] !== -1)
        .reduce((a, b) => nearestCommon(a, b, dominator, rank));
      if (dominator[node] !== next) {
        dominator[node] = next;
        changed = true;
      }
    }
  }
  return dominator;
}

/** Whether every way from the start to `node` passes `candidate`. A node dominates itself. */
export function dominates(dominators: readonly number[], candidate: number, node: number): boolean {
  for (let at = node; ; ) {
    if (at === candidate) return true;
    const next = dominators[at] ?? -1;
    if (next === -1 || next === at) return false;
    at = next;
  }
}

/** Nodes reachable from `start`, each after all that lead forward to it. */
export function reversePostorder(successors: Successors, start: number): readonly number[] {
  const seen = new Set([start]);
  const postorder: number[] = [];
  const stack = [{ node: start, next: 0 }];
  for (let top = stack.at(-1); top; top = stack.at(-1)) {
    const target = successors[top.node]?.[top.next];
    top.next += 1;
    if (target === undefined) {
      postorder.push(top.node);
      stack.pop();
    } else if (!seen.has(target)) {
      seen.add(target);
      stack.push({ node: target, next: 0 });
    }
  }
  return postorder.reverse();
}

function predecessorsOf(successors: Successors, reachable: ReadonlyMap<number, number>): Successors {
  const predecessors: number[][] = successors.map(() => []);
  for (const node of reachable.keys()) {
    for (const target of successors[node] ?? []) predecessors[target]?.push(node);
  }
  return predecessors;
}

function nearestCommon(
  first: number,
  second: number,
  dominator: readonly number[],
  rank: ReadonlyMap<number, number>,
): number {
  const depth = (node: number): number => rank.get(node) ?? 0;
  let [a, b] = [first, second];
  while (a !== b) {
    if (depth(a) > depth(b)) a = dominator[a] ?? a;
    else b = dominator[b] ?? b;
  }
  return a;
}
