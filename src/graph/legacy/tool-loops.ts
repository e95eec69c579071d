import type { ConvertedEdge } from './legacy-edge.ts';
import type { ConvertedNode } from './legacy-node.ts';
import type { LegacyReport } from './legacy-report.ts';

/**
 * The former template generator led a model to its tools and, at once, to the end, always both; the tools led back. So
 * every round began the next and ended the run. What was meant is said now: the way to the tools is for a model that
 * asks for some.
 */
export function askForTools(
  edges: readonly ConvertedEdge[],
  nodes: ReadonlyMap<string, ConvertedNode>,
  report: LegacyReport,
): readonly ConvertedEdge[] {
  const typeOf = (id: string) => nodes.get(id)?.type;
  const conditional = new Set(
    edges.flatMap(({ source, condition }) => (condition === undefined ? [] : [source])),
  );
  const backFromTools = new Set(
    edges.flatMap(({ source, target }) => (typeOf(source) === 'tools' ? [pairOf(target, source)] : [])),
  );
  return edges.map((edge) => {
    const { path, source, sourcePort, target } = edge;
    const isLoop = typeOf(source) === 'model' && backFromTools.has(pairOf(source, target));
    if (!isLoop || sourcePort !== 'out' || conditional.has(source)) return edge;
    const what = `The edge was always taken. Now it is if "${source}" asks for tools: hasToolCalls()`;
    report.warning(path, what);
    return { ...edge, condition: 'hasToolCalls()' };
  });
}

/** Model and tools. Ids have no spaces. */
function pairOf(model: string, tools: string): string {
  return `${model} ${tools}`;
}
