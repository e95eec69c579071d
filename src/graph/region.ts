/** A loop: the nodes that lie on a way from its header back to it. Numbers are indexes. */
export interface Region {
  readonly index: number;
  readonly header: number;
  readonly parent: number | null;
  /** All its nodes, those of inner regions too, the header first. */
  readonly nodes: readonly number[];
  /** Nodes that belong to no inner region. */
  readonly ownNodes: readonly number[];
  /** The regions directly inside. */
  readonly children: readonly number[];
  readonly backEdges: readonly number[];
  /** Edges that lead out of it. */
  readonly exitEdges: readonly number[];
  /** All edges that start in it. */
  readonly edges: readonly number[];
}

interface Ends {
  readonly source: number;
  readonly target: number;
}

interface Body {
  readonly header: number;
  readonly nodes: readonly number[];
  readonly backEdges: readonly number[];
}

/**
 * One region a header: the union of the natural loops of all back edges to it. Regions are disjoint or nested, since
 * a header dominates its region.
 */
export function findRegions(
  ends: readonly Ends[],
  isBack: readonly boolean[],
  nodeCount: number,
): readonly Region[] {
  // A region that holds another has more nodes, so this order puts the outer one first.
  const bodies = bodiesOf(ends, isBack, nodeCount).sort(
    (a, b) => b.nodes.length - a.nodes.length || a.header - b.header,
  );
  const around = enclosingRegions(bodies, nodeCount);
  // Of the regions around a header, the innermost is its own.
  const parents = bodies.map(({ header }) => around[header]?.at(-2) ?? null);
  const children = groupedBy(parents, bodies.length);
  const edges = edgesOf(ends, around, bodies.length);
  return bodies.map(({ header, nodes, backEdges }, index) => ({
    index,
    header,
    parent: parents[index] ?? null,
    nodes,
    ownNodes: nodes.filter((node) => around[node]?.at(-1) === index),
    children: children[index] ?? [],
    backEdges,
    exitEdges: edges.leaving[index] ?? [],
    edges: edges.starting[index] ?? [],
  }));
}

/** For every node the regions around it, outermost first. */
export function enclosingRegions(
  regions: readonly Pick<Region, 'nodes'>[],
  nodeCount: number,
): readonly (readonly number[])[] {
  const around: number[][] = Array.from({ length: nodeCount }, () => []);
  for (const [index, { nodes }] of regions.entries()) for (const node of nodes) around[node]?.push(index);
  return around;
}

/** For each region the edges that start in it, and those of them that lead out. */
function edgesOf(ends: readonly Ends[], around: readonly (readonly number[])[], regionCount: number) {
  const starting: number[][] = Array.from({ length: regionCount }, () => []);
  const leaving: number[][] = Array.from({ length: regionCount }, () => []);
  for (const [edge, { source, target }] of ends.entries()) {
    const beyond = around[target] ?? [];
    for (const [depth, region] of (around[source] ?? []).entries()) {
      starting[region]?.push(edge);
      // Both have the outermost first, so they part once.
      if (region !== beyond[depth]) leaving[region]?.push(edge);
    }
  }
  return { starting, leaving };
}

/** For each of `count` groups the indexes of the members that name it. */
function groupedBy(groupOf: readonly (number | null)[], count: number): readonly (readonly number[])[] {
  const groups: number[][] = Array.from({ length: count }, () => []);
  groupOf.forEach((group, member) => {
    if (group !== null) groups[group]?.push(member);
  });
  return groups;
}

function bodiesOf(ends: readonly Ends[], isBack: readonly boolean[], nodeCount: number): Body[] {
  const predecessors: number[][] = Array.from({ length: nodeCount }, () => []);
  for (const { source, target } of ends) predecessors[target]?.push(source);
  const byHeader = Map.groupBy(
    ends.flatMap((end, edge) => (isBack[edge] ? [{ ...end, edge }] : [])),
    (back) => back.target,
  );
  // By the node: the last header whose body was found to hold it. One list for all, and no set for each.
  const held = new Array<number>(nodeCount).fill(-1);
  return [...byHeader].map(([header, backs]) => {
    const nodes: number[] = [];
    const hold = (node: number) => {
      if (held[node] !== header) nodes.push(node);
      held[node] = header;
    };
    hold(header);
    for (const { source } of backs) hold(source);
    // The list grows while it is walked: whatever leads to the sources without passing the header belongs.
    for (const node of nodes) if (node !== header) predecessors[node]?.forEach(hold);
    return { header, nodes, backEdges: backs.map((back) => back.edge) };
  });
}
