import { type ExpressionType, type RecordType, unifyAll } from '../expression/index.ts';
import type { ConfiguredGraph } from './configure-graph.ts';
import type { TypeAt } from './node-kind.ts';

/** What is known of what stands in a graph. */
interface Known {
  /** What each of its `outputs` gives, by its name. */
  readonly outputs: TypeAt;
  /** What a node gives, by its index. */
  nodes(index: number): ExpressionType;
}

/**
 * The type of what a graph gives when it has run: its `outputs`, where it names any; else what the nodes give that
 * nothing follows, all together.
 */
export function graphOutput({ graph, nodes }: ConfiguredGraph, known: Known): ExpressionType {
  const names = Object.keys(graph.outputs);
  if (names.length > 0)
    return { fields: Object.fromEntries(names.map((name) => [name, known.outputs(name)])) };
  const sinks = nodes.flatMap((node, index) => (node?.ports.length === 0 ? [known.nodes(index)] : []));
  const given = sinks.filter((type) => type !== 'null');
  if (given.length === 0) return 'null';
  return given.every(isRecord) ? merged(given) : 'dyn';
}

/** What the node gives as far as that is known before anything is compiled. */
export function plainOutput({ nodes, nested }: ConfiguredGraph, index: number): ExpressionType {
  const inner = nested.get(index);
  const given = inner
    ? graphOutput(inner, { outputs: () => 'dyn', nodes: (within) => plainOutput(inner, within) })
    : 'dyn';
  return nodes[index]?.output((place) => (place === 'graph' ? given : 'dyn')) ?? 'dyn';
}

function isRecord(type: ExpressionType): type is RecordType {
  return typeof type === 'object' && 'fields' in type;
}

function merged(records: readonly RecordType[]): RecordType {
  const all = Map.groupBy(
    records.flatMap(({ fields }) => Object.entries(fields)),
    ([name]) => name,
  );
  const fields = [...all].map(([name, same]) => [name, unifyAll(same.map(([, type]) => type))] as const);
  return { fields: Object.fromEntries(fields), open: records.some(({ open }) => open === true) };
}
