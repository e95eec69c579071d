import { listed } from '../../expression/known-names.ts';
import type { Finding } from '../rule.ts';
import { clearRegions } from './clear-regions.ts';
import type { Flow, FlowEdge } from './flow.ts';
import { Iterations } from './iterations.ts';
import type { StructureRule } from './rule.ts';
import { describedEdge } from './wording.ts';

/** Some iteration takes each edge back without an exit: a break beats a continue, so otherwise it is never followed. */
export const backEdges: StructureRule = {
  code: 'region/back-only-with-exit',
  find: (flow) => {
    const iterations = new Iterations(flow);
    return clearRegions(flow).flatMap((region) => {
      const useful = iterations.usefulBackEdges(region);
      const useless = region.backEdges.filter((edge) => !useful.has(edge));
      return uselessEdges(edgesAt(flow, useless), edgesAt(flow, region.exitEdges));
    });
  },
};

function uselessEdges(useless: readonly FlowEdge[], exits: readonly FlowEdge[]): readonly Finding[] {
  const by = exits.length === 0 ? '' : ` by ${listed(exits.map(({ edge }) => edge.id))}`;
  const leaving = exits.map(({ edge }) => edge.source);
  return useless.map(({ edge, index }) => {
    const what = `${describedEdge(edge)} leads back, but an iteration that takes it also leaves the loop${by}`;
    const message = `${what}, so it is never followed: give the edge or the way out a condition`;
    const nodeIds = [...new Set([edge.target, edge.source, ...leaving])];
    return { message, nodeId: edge.source, nodeIds, edgeId: edge.id, path: `edges.${index}` };
  });
}

function edgesAt(flow: Flow, indexes: readonly number[]): readonly FlowEdge[] {
  return indexes.flatMap((index) => flow.edges[index] ?? []);
}
