import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { canonicalJson } from '../kernel/index.ts';
import { nestedGraphOf } from './nested-graph.ts';
import { noteType, type WorkflowGraph, type WorkflowNode } from './workflow-graph.ts';

/**
 * The graph as text, the same for all graphs that run the same: JSON without spaces, keys sorted by UTF-16 units,
 * numbers as JavaScript writes them, text as it is (no Unicode normalisation: a prompt is what was written).
 *
 * Left out is what no expression, prompt or rule can see: positions, labels, notes, and the name, description and
 * metadata of the graph. So renaming a workflow or tidying the canvas is no new version. Ids stay, of edges too:
 * events name them. Nodes and edges keep their order: conditions are asked, and nodes started, in that order.
 * Defaults of the document are filled in; those of a node's configuration belong to its kind and are not known here.
 */
export function canonicalGraph(graph: WorkflowGraph): string {
  const { formatVersion, inputs, outputs, variables, limits, nodes, edges } = withoutLayout(graph);
  return canonicalJson({ formatVersion, inputs, outputs, variables, limits, nodes, edges });
}

/** The part of the graph that its hash covers, and that runs: what reading its canonical form gives. */
export function withoutLayout({ name: _, description: __, ...graph }: WorkflowGraph): WorkflowGraph {
  const nodes = graph.nodes
    .filter((node) => node.type !== noteType)
    .map(({ label: _, position: __, ...node }) => withoutLayoutInside(node));
  const edges = graph.edges.map(({ label: _, ...edge }) => edge);
  return { ...graph, nodes, edges, metadata: {} };
}

/** A graph that is nested in the node loses its layout as well. */
function withoutLayoutInside(node: WorkflowNode): WorkflowNode {
  const nested = nestedGraphOf(node);
  if (!nested?.ok) return node;
  const { formatVersion: _, ...graph } = withoutLayout(nested.value);
  return { ...node, config: { ...node.config, graph: JSON.parse(JSON.stringify(graph)) } };
}

/** SHA-256 of the canonical form, in hex: the graph's identity. */
export function hashGraph(graph: WorkflowGraph): string {
  return bytesToHex(sha256(utf8ToBytes(canonicalGraph(graph))));
}
