import { convertLegacyCondition } from '../../expression/index.ts';
import { quoted } from '../validation-issue.ts';
import { type Branch, branchEdges } from './branch-edges.ts';
import type { Conversion } from './conversion.ts';
import { atPort, type ConvertedEdge, type LegacyEdge } from './legacy-edge.ts';
import type { ConvertedNode } from './legacy-node.ts';
import type { LegacyReport } from './legacy-report.ts';

/** A node and the edges that leave it. */
export interface RoutedNode {
  readonly node: ConvertedNode;
  readonly edges: readonly ConvertedEdge[];
}

/** The node's edges, each at its port; for edges that only a node of another kind can have, that node. */
export function routeEdges(
  node: ConvertedNode,
  edges: readonly LegacyEdge[],
  conversion: Conversion,
): RoutedNode {
  const { report } = conversion;
  const branch = branchOf(node, conversion);
  if (branch === null)
    return { node, edges: edges.map((edge) => atPort(edge, plainPort(edge, node, report))) };
  const answers = branchEdges(edges, branch, report);
  if (answers !== null) return { node, edges: answers };
  if (node.type !== 'conditional') return { node, edges: edges.map((edge) => misplaced(edge, node, report)) };
  report.warning(
    node.path,
    `The edges of "${node.id}" ask something else than it does, so it is a transform that they leave by their own conditions.`,
  );
  const config = { outputs: { result: branch.question } };
  return {
    node: { ...node, type: 'transform', config },
    edges: edges.map((edge) => atPort(edge, 'out')),
  };
}

function branchOf({ id, kind, config }: ConvertedNode, { names, opposites }: Conversion): Branch | null {
  if (kind?.branches === undefined) return null;
  const question = kind.type === 'loop' ? loopQuestion(id, names) : String(config.condition);
  const opposite = opposites.get(question);
  return { nodeId: id, ...kind.branches, handles: kind.handles ?? new Map(), question, opposite };
}

/** What edges ask of a loop, if they do. */
function loopQuestion(id: string, names: Conversion['names']): string {
  const asked = convertLegacyCondition(`loop_${id}_continue`, names);
  return asked.ok ? asked.value.expression : '';
}

/** Kinds that ask nothing have one way on, and `error`. */
function plainPort({ path, handle }: LegacyEdge, { kind }: ConvertedNode, report: LegacyReport): string {
  if (handle === undefined) return 'out';
  if (kind === undefined) return handle;
  const port = kind.handles?.get(handle.toLowerCase());
  if (port !== undefined) return port;
  if (handle === 'error' && kind.cannotFail !== true) return handle;
  report.info(path, `The handle ${quoted(handle)} is left out: the node has one way on.`);
  return 'out';
}

function misplaced(edge: LegacyEdge, { id }: ConvertedNode, report: LegacyReport): ConvertedEdge {
  report.error(
    edge.path,
    `The condition does not ask whether loop "${id}" goes on: set its port to body or done.`,
  );
  return atPort(edge, 'out');
}
