import type { Topology, TopologyNode } from '../graph/index.ts';

/** One node of a region, or all nodes of a region inside it: that is ended whole or not at all. */
interface Unit {
  readonly nodes: readonly number[];
  /** Those that lead to it. */
  readonly before: Unit[];
  /** It is a dead end, or some edge of it leads out of the region or back to its header. */
  leadsAway: boolean;
}

type UnitOf = ReadonlyMap<number, Unit>;

/**
 * Gives the nodes of a join's own region (or of the whole graph) that lead only to it: some edge leaves them, and every one
 * goes to the join or to something that leads only to it. If the join heads a loop, its own region is the one around that
 * loop. What joins of one region have in common is looked at once: a graph may have as many joins as nodes.
 */
export function feedersIn(topology: Topology): (join: TopologyNode) => ReadonlySet<number> {
  const byRegion = new Map<number | undefined, UnitOf>();
  return (join) => {
    const own = join.regions.findLast((region) => topology.regions[region]?.header !== join.index);
    const depth = own === undefined ? 0 : join.regions.indexOf(own) + 1;
    const unitOf = byRegion.get(own) ?? unitsOf(topology, own, depth);
    byRegion.set(own, unitOf);
    return feedersAmong(unitOf, join);
  };
}

function feedersAmong(unitOf: UnitOf, join: TopologyNode): ReadonlySet<number> {
  const joining = unitOf.get(join.index);
  const others = new Set(unitOf.values());
  if (joining) others.delete(joining);
  const past = new Set([...others].filter(({ leadsAway }) => leadsAway));
  // It grows while it is walked through: whoever leads to something that leads past the join does so, too.
  for (const { before } of past) for (const unit of before) if (unit !== joining) past.add(unit);
  const feeders = [...others].filter((unit) => !past.has(unit));
  return new Set(feeders.flatMap(({ nodes }) => nodes));
}

/** The units of a region, or of the whole graph, by their nodes. `depth`: how many regions there are around these. */
function unitsOf(topology: Topology, own: number | undefined, depth: number): UnitOf {
  const region = own === undefined ? undefined : topology.regions[own];
  const members = region?.nodes ?? topology.nodes.map(({ index }) => index);
  const byInner = Map.groupBy(members, (node) => topology.nodes[node]?.regions[depth] ?? -1 - node);
  const units = [...byInner.values()].map((nodes): Unit => ({ nodes, before: [], leadsAway: false }));
  const unitOf = new Map(units.flatMap((unit) => unit.nodes.map((node) => [node, unit] as const)));
  for (const unit of units) connect(topology, unit, unitOf);
  return unitOf;
}

function connect(topology: Topology, unit: Unit, unitOf: UnitOf): void {
  let leaving = 0;
  for (const node of unit.nodes) {
    for (const index of topology.nodes[node]?.outgoing ?? []) {
      const edge = topology.edges[index];
      const next = edge && unitOf.get(edge.target);
      if (edge === undefined || next === unit) continue;
      leaving += 1;
      if (next === undefined || edge.isBack) unit.leadsAway = true;
      else next.before.push(unit);
    }
  }
  if (leaving === 0) unit.leadsAway = true;
}
