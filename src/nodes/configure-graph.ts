import { nearestName } from '../expression/nearest-name.ts';
import {
  compileTopology,
  nestedGraphOf,
  type Topology,
  type WorkflowGraph,
  type WorkflowNode,
} from '../graph/index.ts';
import { type IssueCollector, insideOf } from './compile-issue.ts';
import type { ConfiguredNode } from './node-kind.ts';
import type { NodeRegistry } from './registry.ts';

/** A graph whose configurations have been read, and those of the graphs that are nested in it. */
export interface ConfiguredGraph {
  readonly graph: WorkflowGraph;
  readonly topology: Topology;
  /** By the index of the node; null where its configuration was refused. */
  readonly nodes: readonly (ConfiguredNode | null)[];
  /** By the index of the node that runs it. */
  readonly nested: ReadonlyMap<number, ConfiguredGraph>;
}

export function configureGraph(
  graph: WorkflowGraph,
  registry: NodeRegistry,
  issues: IssueCollector,
): ConfiguredGraph {
  const nodes = graph.nodes.map((node, index) => configureNode(node, index, registry, issues));
  const nested = new Map<number, ConfiguredGraph>();
  graph.nodes.forEach((node, index) => {
    if (!nodes[index]?.nested) return;
    const inside = configureNested(node, index, registry, issues);
    if (inside) nested.set(index, inside);
  });
  return { graph, topology: compileTopology(graph, registry.traitsOf), nodes, nested };
}

function configureNested(
  node: WorkflowNode,
  index: number,
  registry: NodeRegistry,
  issues: IssueCollector,
): ConfiguredGraph | null {
  const place = insideOf(node, index);
  const graph = nestedGraphOf(node);
  // What names its graph gets it before it runs.
  if (graph === null) return null;
  if (graph.ok) return issues.within(place, (inner) => configureGraph(graph.value, registry, inner));
  for (const { message } of graph.error) issues.add('node/config-invalid', { message }, place);
  return null;
}

function configureNode(
  node: WorkflowNode,
  index: number,
  registry: NodeRegistry,
  issues: IssueCollector,
): ConfiguredNode | null {
  const place = { path: `nodes.${index}`, nodeId: node.id, edgeId: null };
  const kind = registry.get(node.type);
  if (!kind) {
    issues.add('node/unknown-type', unknownType(node, registry), { ...place, path: `${place.path}.type` });
    return null;
  }
  const configured = kind.configure(node.config);
  if (!configured.ok) {
    for (const { at, message, suggestion } of configured.error) {
      issues.addAt(
        'node/config-invalid',
        { ...place, path: `${place.path}.config` },
        { at, message, suggestion },
      );
    }
    return null;
  }
  return configured.value;
}

function unknownType({ type }: WorkflowNode, registry: NodeRegistry) {
  const known = registry.types();
  const suggestion = nearestName(type, known);
  const help = suggestion === undefined ? `known are ${known.join(', ')}` : `did you mean "${suggestion}"?`;
  return { message: `has the unknown type "${type}": ${help}`, suggestion };
}
