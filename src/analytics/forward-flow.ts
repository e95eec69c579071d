import type { Successors } from '../graph/index.ts';

/** A directed graph with its edges back taken out. Numbers are indexes of nodes. */
export interface ForwardFlow {
  /** Nodes that are reached from an entry, each after all that lead forward to it. */
  readonly order: readonly number[];
  /** The targets of each node, without those that lie on the way to it. One for each edge. */
  readonly forward: Successors;
  /** Nodes to which an edge leads back. */
  readonly headers: ReadonlySet<number>;
}

/**
 * Walks the graph in depth from its entries, and takes an edge for one back where it leads to a node that the walk has
 * not left yet. In a graph that passed the validator these are the edges back of its loops, in whatever order the
 * walk goes. Linear, without recursion, and total: also for what did not pass.
 */
export function forwardFlow(successors: Successors, entries: readonly number[]): ForwardFlow {
  const forward: number[][] = successors.map(() => []);
  const headers = new Set<number>();
  const postorder: number[] = [];
  const open = new Set<number>();
  const seen = new Set<number>();
  for (const entry of entries) {
    const stack = seen.has(entry) ? [] : [{ node: entry, next: 0 }];
    for (let top = stack.at(-1); top; top = stack.at(-1)) {
      seen.add(top.node);
      open.add(top.node);
      const target = successors[top.node]?.[top.next];
      top.next += 1;
      if (target === undefined) {
        open.delete(top.node);
        postorder.push(top.node);
        stack.pop();
      } else if (open.has(target)) headers.add(target);
      else {
        forward[top.node]?.push(target);
        if (!seen.has(target)) stack.push({ node: target, next: 0 });
      }
    }
  }
  return { order: postorder.reverse(), forward, headers };
}

/** Nodes on the longest way from an entry. */
export function longestWay({ order, forward }: ForwardFlow): number {
  const length = new Map<number, number>();
  for (const node of order) {
    const here = length.get(node) ?? 1;
    length.set(node, here);
    for (const target of forward[node] ?? []) {
      length.set(target, Math.max(length.get(target) ?? 1, here + 1));
    }
  }
  return Math.max(0, ...length.values());
}

/** Ways from an entry to a node without an edge forward, at most `most`. */
export function countWays({ order, forward }: ForwardFlow, entries: readonly number[], most: number): number {
  const ways = new Map(entries.map((entry) => [entry, 1]));
  let count = 0;
  for (const node of order) {
    const here = ways.get(node) ?? 0;
    const targets = forward[node] ?? [];
    if (targets.length === 0) count = Math.min(most, count + here);
    for (const target of targets) ways.set(target, Math.min(most, (ways.get(target) ?? 0) + here));
  }
  return count;
}
