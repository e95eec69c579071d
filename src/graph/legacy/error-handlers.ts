import { documentLimits } from '../document-limits.ts';
import { hasErrors } from './conversion.ts';
import type { ConvertedEdge } from './legacy-edge.ts';
import type { ConvertedNode } from './legacy-node.ts';
import type { LegacyReport } from './legacy-report.ts';

/**
 * The former error handler stood in the way of what it watched: the way went through it, with success or without. Now
 * it stands on `error` ports. So what led to it leads on to what followed its success, and what fails leads to it.
 * Retrying is no edge any more: its number of retries is set in the handler.
 */
export function placeErrorHandlers(
  edges: readonly ConvertedEdge[],
  nodes: ReadonlyMap<string, ConvertedNode>,
  report: LegacyReport,
): readonly ConvertedEdge[] {
  let placed = edges;
  for (const node of nodes.values()) {
    if (node.type === 'error_handler') placed = placeHandler(placed, node, { nodes, report });
  }
  return placed;
}

interface Around {
  readonly nodes: ReadonlyMap<string, ConvertedNode>;
  readonly report: LegacyReport;
}

function placeHandler(
  edges: readonly ConvertedEdge[],
  handler: ConvertedNode,
  { nodes, report }: Around,
): readonly ConvertedEdge[] {
  const { id, path } = handler;
  const incoming = edges.filter(({ target }) => target === id);
  const ways = waysOf(edges, id, new Set(incoming.map(({ source }) => source)));
  if (edges.length + incoming.length * ways.success.length > documentLimits.maxEdges) {
    report.error(path, `Error handler "${id}" would need too many edges: draw them anew.`);
    // At a port that it does not have, so that they are refused and seen.
    return edges.map((edge) => (edge.source === id ? { ...edge, sourcePort: 'success' } : edge));
  }
  const canFail = (source: string) => nodes.get(source)?.kind?.cannotFail !== true;
  reportHandler(handler, ways, { isReached: incoming.some(({ source }) => canFail(source)), report });
  // Two failures of one node never happen together, so one edge for each node is enough.
  const watched = new Set<string>();
  const onwards = edges.flatMap((edge) => {
    if (edge.source === id) return edge.sourcePort === 'error' ? [edge] : [];
    if (edge.target !== id || edge.sourcePort === 'error') return [edge];
    const successes = ways.success.map((way) => passedOn(edge, way));
    if (!canFail(edge.source) || watched.has(edge.source)) return successes;
    watched.add(edge.source);
    return [...successes, failing(edge)];
  });
  return [...onwards, ...ways.fallback.map((way) => ({ ...way, sourcePort: 'out' }))];
}

function reportHandler(
  { id, path }: ConvertedNode,
  { retry }: Ways,
  { isReached, report }: { readonly isReached: boolean; readonly report: LegacyReport },
): void {
  for (const { path: at } of retry) {
    report.info(at, `It is left out: "${id}" retries by its setting maxRetries, not by an edge.`);
  }
  if (isReached) report.info(path, `"${id}" stands on the error ports of what led to it.`);
  else {
    const message = `No node that can fail leads to error handler "${id}": draw an edge from an error port.`;
    report.error(path, message);
  }
}

interface Ways {
  readonly success: readonly ConvertedEdge[];
  readonly fallback: readonly ConvertedEdge[];
  readonly retry: readonly ConvertedEdge[];
}

function waysOf(edges: readonly ConvertedEdge[], id: string, before: ReadonlySet<string>): Ways {
  const outgoing = edges.filter(({ source, sourcePort }) => source === id && sourcePort !== 'error');
  const leadsBack = ({ sourcePort, target }: ConvertedEdge) =>
    sourcePort === 'out' && (before.has(target) || target === id);
  // Where it is the only way on, it is no retry: the handler is the end of the body of a loop.
  const hasOtherWay = outgoing.some((edge) => edge.sourcePort !== 'retry' && !leadsBack(edge));
  const isRetry = (edge: ConvertedEdge) => edge.sourcePort === 'retry' || (hasOtherWay && leadsBack(edge));
  const onwards = outgoing.filter((edge) => !isRetry(edge));
  const isFallback = ({ sourcePort, condition }: ConvertedEdge) =>
    sourcePort === 'fallback' || (sourcePort === 'out' && condition === hasErrors);
  const fallback = onwards
    .filter(isFallback)
    .map((edge) => (edge.condition === hasErrors ? { ...edge, condition: undefined } : edge));
  const success = onwards.filter((edge) => !isFallback(edge));
  return { success, fallback: fallback.length > 0 ? fallback : success, retry: outgoing.filter(isRetry) };
}

/** The edge to the handler, led on to where the handler went. */
function passedOn(edge: ConvertedEdge, way: ConvertedEdge): ConvertedEdge {
  const conditions = [edge.condition, way.condition].filter((condition) => condition !== undefined);
  const [only, ...others] = conditions;
  const condition = others.length === 0 ? only : conditions.map((each) => `(${each})`).join(' && ');
  return { ...edge, id: undefined, target: way.target, condition, label: edge.label ?? way.label };
}

function failing(edge: ConvertedEdge): ConvertedEdge {
  return { ...edge, id: undefined, sourcePort: 'error', condition: undefined, label: undefined };
}
