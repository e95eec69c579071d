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
  readonly nodes: ReadonlySet<number>;
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
    (a, b) => b.nodes.size - a.nodes.size || a.header - b.header,
  );
  const parents = bodies.map((body, index) =>
    bodies.findLastIndex((outer, at) => at < index && outer.nodes.has(body.header)),
  );
  const children = groupedBy(parents, bodies.length);
  const outgoing = groupedBy(
    ends.map(({ source }) => source),
    nodeCount,
  );
  const innermost = innermostOf(bodies, nodeCount);
  return bodies.map((body, index) => {
    const nodes = [...body.nodes];
    const edges = nodes.flatMap((node) => outgoing[node] ?? []).sort((a, b) => a - b);
    const parent = parents[index] ?? -1;
    return {
      index,
      header: body.header,
      parent: parent === -1 ? null : parent,
      nodes,
      ownNodes: nodes.filter((node) => innermost[node] === index),
      children: children[index] ?? [],
      backEdges: body.backEdges,
      exitEdges: edges.filter((edge) => !body.nodes.has(ends[edge]?.target ?? -1)),
      edges,
    };
  });
}

/** For every node the regions around it, outermost first. */
export function enclosingRegions(
  regions: readonly Region[],
  nodeCount: number,
): readonly (readonly number[])[] {
  const around: number[][] = Array.from({ length: nodeCount }, () => []);
  for (const region of regions) for (const node of region.nodes) around[node]?.push(region.index);
  return around;
}

/** For each of `count` groups the indexes of the members that name it. */
function groupedBy(groupOf: readonly number[], count: number): readonly (readonly number[])[] {
  const groups: number[][] = Array.from({ length: count }, () => []);
  groupOf.forEach((group, member) => {
    groups[group]?.push(member);
  });
  return groups;
}

/** For every node the index of the smallest region around it. Inner regions come after outer ones. */
function innermostOf(bodies: readonly Body[], nodeCount: number): readonly number[] {
  const innermost = new Array<number>(nodeCount).fill(-1);
  for (const [index, { nodes }] of bodies.entries()) for (const node of nodes) innermost[node] = index;
  return innermost;
}

function bodiesOf(ends: readonly Ends[], isBack: readonly boolean[], nodeCount: number): Body[] {
  const predecessors: number[][] = Array.from({ length: nodeCount }, () => []);
  for (const { source, target } of ends) predecessors[target]?.push(source);
  const byHeader = Map.groupBy(
    ends.flatMap((end, edge) => (isBack[edge] ? [{ ...end, edge }] : [])),
    (back) => back.target,
  );
  return [...byHeader].map(([header, backs]) => {
    const nodes = new Set([header, ...backs.map((back) => back.source)]);
    // A set grows while it is walked: whatever leads to the sources without passing the header belongs.
    for (const node of nodes) {
      if (node !== header) for (const before of predecessors[node] ?? []) nodes.add(before);
    }
    return { header, nodes, backEdges: backs.map((back) => back.edge) };
  });
}
