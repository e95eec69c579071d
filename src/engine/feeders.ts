import type { Topology, TopologyNode } from '../graph/index.ts';

/**
 * The nodes of `join`'s own region (or of the whole graph) that lead only to it: none of their forward paths
 * ends elsewhere or leaves the region without passing the join.
 */
export function feedersOf(topology: Topology, join: TopologyNode): ReadonlySet<number> {
  const members = membersBeside(topology, join);
  const feeders = new Set(members.filter((node) => reaches(topology, node, join.index, members)));
  // Greatest fixpoint: drop whoever has a way past the join, until nobody has.
  for (let changed = true; changed; ) {
    changed = false;
    for (const node of feeders) {
      if (leadsElsewhere(topology, node, join.index, feeders)) changed = feeders.delete(node);
    }
  }
  return feeders;
}

function membersBeside(topology: Topology, join: TopologyNode): readonly number[] {
  const region = join.regions.at(-1);
  const all =
    region === undefined ? topology.nodes.map((node) => node.index) : topology.regions[region]?.nodes;
  return (all ?? []).filter((node) => node !== join.index);
}

function leadsElsewhere(
  topology: Topology,
  node: number,
  join: number,
  feeders: ReadonlySet<number>,
): boolean {
  const forward = forwardTargets(topology, node);
  return forward.length === 0 || forward.some((target) => target !== join && !feeders.has(target));
}

function forwardTargets(topology: Topology, node: number): readonly number[] {
  const outgoing = topology.nodes[node]?.outgoing ?? [];
  return outgoing.flatMap((index) => {
    const edge = topology.edges[index];
    return edge && !edge.isBack ? [edge.target] : [];
  });
}

function reaches(topology: Topology, from: number, join: number, members: readonly number[]): boolean {
  const allowed = new Set(members);
  const seen = new Set([from]);
  for (const node of seen) {
    for (const target of forwardTargets(topology, node)) {
      if (target === join) return true;
      if (allowed.has(target)) seen.add(target);
    }
  }
  return false;
}
