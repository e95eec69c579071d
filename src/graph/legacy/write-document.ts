import type { JsonObject } from '../../kernel/index.ts';
import type { ConvertedEdge } from './legacy-edge.ts';
import { given } from './legacy-kind.ts';
import type { ConvertedNode } from './legacy-node.ts';
import type { LegacyReport } from './legacy-report.ts';

/** The nodes as they stand in a document. */
export function nodeDocuments(
  nodes: readonly ConvertedNode[],
  edges: readonly ConvertedEdge[],
): readonly JsonObject[] {
  const mayEnd = nodesThatMayEnd(edges);
  return nodes.map(({ id, type, config, rest }) => ({
    id,
    type,
    ...rest,
    config: mayEnd.has(id) ? { ...config, allowNone: true } : config,
  }));
}

/** Where none of its conditions was true, the former system ended there; now that must be said. */
function nodesThatMayEnd(edges: readonly ConvertedEdge[]): ReadonlySet<string> {
  const byPort = Map.groupBy(edges, ({ source, sourcePort }) => JSON.stringify([source, sourcePort]));
  const ending = [...byPort.values()].filter((group) =>
    group.every(({ condition }) => condition !== undefined),
  );
  return new Set(ending.flatMap(([first]) => (first === undefined ? [] : [first.source])));
}

/** The edges as they stand in a document. Of edges with one id the first keeps it: the former editor gave ids twice. */
export function edgeDocuments(edges: readonly ConvertedEdge[], report: LegacyReport): readonly JsonObject[] {
  const taken = new Set<string>();
  return edges.map(({ path, id, source, sourcePort, target, condition, label }) => {
    const isTaken = id !== undefined && taken.has(id);
    if (isTaken) report.info(`${path}.id`, 'It is left out: another edge has this id.');
    if (id !== undefined) taken.add(id);
    return {
      ...given({ id: isTaken ? undefined : id }),
      source,
      ...(sourcePort === 'out' ? {} : { sourcePort }),
      target,
      ...given({ condition, label }),
    };
  });
}
