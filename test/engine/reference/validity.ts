import type { ReferenceEdge, ReferenceGraph, ReferenceNode } from './graph.ts';
import { isBackEdge, type Region, reachable, regionsOf } from './structure.ts';

/*
 * The structure rules of design §5, "Refused by validation", in the slow and obvious way.
 *
 * V1  A back edge of an inner region is not a forward edge, so an option that contains one is neither safe nor
 *     good for the outer region. (Reading it as harmless would accept more; what is accepted here is accepted
 *     under both readings.)
 * V2  "A region without any exit edge in which every iteration takes a back edge" is the same walk: such a region
 *     is refused unless its header can stop, that is, has an option without back edges whose targets can all
 *     stop. The body port of a `loop` header is no such option: it always asks for a next iteration.
 * V3  `allowNone` gives the `error` port no empty option: a failure whose `error` edges are not taken is unhandled.
 */

interface Option {
  readonly port: string;
  readonly edges: readonly ReferenceEdge[];
}

/** Also in the graphs that its nodes run. */
export function isValid(graph: ReferenceGraph): boolean {
  return refusals(graph).length === 0 && graph.nodes.every(({ nested }) => !nested || isValid(nested.graph));
}

/** The rules that `graph` breaks, each with the node or edge at fault. */
export function refusals(graph: ReferenceGraph): string[] {
  const ill = illFormed(graph);
  if (ill.length > 0) return ill;
  const twoEntries = nodesOnForwardCycles(graph).map((id) => `cycle with two entries: ${id}`);
  if (twoEntries.length > 0) return twoEntries;
  return [
    ...graph.nodes.filter((node) => node.bodyPort !== null).flatMap((node) => loopRefusals(graph, node)),
    ...regionsOf(graph).flatMap((region) => regionRefusals(graph, region)),
  ];
}

function illFormed(graph: ReferenceGraph): string[] {
  const found: string[] = [];
  const ids = graph.nodes.map((node) => node.id);
  const edgeIds = graph.edges.map((edge) => edge.id);
  if (!ids.includes(graph.start)) return ['no start'];
  for (const id of ids)
    if (ids.filter((other) => other === id).length > 1) found.push(`same id twice: ${id}`);
  for (const id of edgeIds) {
    if (edgeIds.filter((other) => other === id).length > 1) found.push(`same edge id twice: ${id}`);
  }
  for (const edge of graph.edges) {
    const source = graph.nodes.find((node) => node.id === edge.source);
    if (source === undefined || !ids.includes(edge.target)) found.push(`edge without an end: ${edge.id}`);
    else if (!source.ports.includes(edge.sourcePort)) found.push(`edge from no port: ${edge.id}`);
    if (edge.target === graph.start) found.push(`edge into start: ${edge.id}`);
  }
  const reached = reachable(graph, graph.start, null);
  for (const id of ids) if (!reached.has(id)) found.push(`unreachable: ${id}`);
  return found;
}

function nodesOnForwardCycles(graph: ReferenceGraph): string[] {
  const forward = { ...graph, edges: graph.edges.filter((edge) => !isBackEdge(graph, edge)) };
  return graph.nodes
    .map((node) => node.id)
    .filter((id) =>
      forward.edges.some((edge) => edge.source === id && reachable(forward, edge.target, null).has(id)),
    );
}

function loopRefusals(graph: ReferenceGraph, loop: ReferenceNode): string[] {
  const leadsBack = (edge: ReferenceEdge): boolean =>
    edge.target === loop.id ||
    graph.edges.some(
      (last) =>
        last.target === loop.id &&
        isBackEdge(graph, last) &&
        reachable(graph, edge.target, loop.id).has(last.source),
    );
  const own = graph.edges.filter((edge) => edge.source === loop.id);
  const found: string[] = [];
  if (own.some((edge) => edge.sourcePort !== loop.bodyPort && leadsBack(edge))) {
    found.push(`back edge reached from done or error: ${loop.id}`);
  }
  if (!own.some((edge) => edge.sourcePort === loop.bodyPort && leadsBack(edge))) {
    found.push(`body does not lead back: ${loop.id}`);
  }
  return found;
}

function regionRefusals(graph: ReferenceGraph, region: Region): string[] {
  const found: string[] = [];
  for (const edge of graph.edges) {
    const goesBack = edge.target === region.header && region.nodes.has(edge.source);
    if (goesBack && !isGood(graph, region, edge, region.header)) {
      found.push(`back edge only together with an exit: ${edge.id}`);
    }
  }
  const hasExit = graph.edges.some((edge) => region.nodes.has(edge.source) && !region.nodes.has(edge.target));
  if (!hasExit && !canStop(graph, region, region.header)) found.push(`endless region: ${region.header}`);
  return found;
}

function optionsOf(graph: ReferenceGraph, id: string): Option[] {
  const node = graph.nodes.find((one) => one.id === id);
  if (node === undefined) return [];
  return node.ports.flatMap((port): Option[] => {
    const edges = graph.edges.filter((edge) => edge.source === id && edge.sourcePort === port);
    if (edges.length === 0) return port === 'error' ? [] : [{ port, edges: [] }];
    const conditional = edges.filter((edge) => edge.conditional);
    if (conditional.length === 0) return [{ port, edges }];
    const options = conditional.map((edge) => ({ port, edges: [edge] }));
    const otherwise = edges.find((edge) => !edge.conditional);
    if (otherwise !== undefined) return [...options, { port, edges: [otherwise] }];
    return node.allowNone && port !== 'error' ? [...options, { port, edges: [] }] : options;
  });
}

function staysForward(graph: ReferenceGraph, region: Region, edge: ReferenceEdge): boolean {
  return region.nodes.has(edge.target) && !isBackEdge(graph, edge);
}

function isSafeOption(graph: ReferenceGraph, region: Region, option: Option): boolean {
  return option.edges.every(
    (edge) =>
      edge.target === region.header ||
      (staysForward(graph, region, edge) && isSafe(graph, region, edge.target)),
  );
}

function isSafe(graph: ReferenceGraph, region: Region, id: string): boolean {
  return optionsOf(graph, id).some((option) => isSafeOption(graph, region, option));
}

function isGood(graph: ReferenceGraph, region: Region, back: ReferenceEdge, id: string): boolean {
  return optionsOf(graph, id).some(
    (option) =>
      isSafeOption(graph, region, option) &&
      option.edges.some(
        (edge) =>
          edge.id === back.id ||
          (staysForward(graph, region, edge) && isGood(graph, region, back, edge.target)),
      ),
  );
}

function canStop(graph: ReferenceGraph, region: Region, id: string): boolean {
  const bodyPort = graph.nodes.find((node) => node.id === id && id === region.header)?.bodyPort;
  return optionsOf(graph, id).some(
    (option) =>
      option.port !== bodyPort &&
      option.edges.every((edge) => staysForward(graph, region, edge) && canStop(graph, region, edge.target)),
  );
}
