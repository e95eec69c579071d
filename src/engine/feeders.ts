import type { Topology, TopologyNode } from '../graph/index.ts';

/** A node of the join's own region, or a whole region inside it: that is ended whole or not at all. */
interface Unit {
  readonly nodes: readonly number[];
  readonly edges: readonly number[];
}

/**
 * The nodes of `join`'s own region (or of the whole graph) that lead only to it: some edge leaves them, and every one
 * goes to the join or to something that leads only to it. A dead end, a way out of the region and a way back to its
 * header lead elsewhere. If the join heads a loop, its own region is the one around that loop.
 */
export function feedersOf(topology: Topology, join: TopologyNode): ReadonlySet<number> {
  const units = unitsBeside(topology, join);
  const feeders = new Set(units.flatMap((unit) => unit.nodes));
  // Greatest fixpoint: drop whoever has a way past the join, until nobody has.
  for (let dropped = true; dropped; ) {
    dropped = false;
    for (const unit of units) {
      if (!unit.nodes.some((node) => feeders.has(node)) || leadsOnlyTo(topology, unit, join, feeders))
        continue;
      for (const node of unit.nodes) feeders.delete(node);
      dropped = true;
    }
  }
  return feeders;
}

function unitsBeside(topology: Topology, join: TopologyNode): readonly Unit[] {
  const own = join.regions.findLast((region) => topology.regions[region]?.header !== join.index);
  const depth = own === undefined ? 0 : join.regions.indexOf(own) + 1;
  const members = own === undefined ? topology.nodes.map((node) => node.index) : topology.regions[own]?.nodes;
  const byRegion = Map.groupBy(members ?? [], (node) => topology.nodes[node]?.regions[depth] ?? -1 - node);
  return [...byRegion.values()]
    .filter((nodes) => !nodes.includes(join.index))
    .map((nodes) => ({
      nodes,
      edges: nodes.flatMap((node) => edgesLeaving(topology, node, nodes)),
    }));
}

function edgesLeaving(topology: Topology, node: number, unit: readonly number[]): readonly number[] {
  const outgoing = topology.nodes[node]?.outgoing ?? [];
  return outgoing.filter((edge) => {
    const target = topology.edges[edge]?.target;
    return target !== undefined && !unit.includes(target);
  });
}

function leadsOnlyTo(
  topology: Topology,
  unit: Unit,
  join: TopologyNode,
  feeders: ReadonlySet<number>,
): boolean {
  return (
    unit.edges.length > 0 &&
    unit.edges.every((index) => {
      const edge = topology.edges[index];
      return edge !== undefined && !edge.isBack && (edge.target === join.index || feeders.has(edge.target));
    })
  );
}
