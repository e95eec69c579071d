import { issueOf, type Region, type WorkflowEdge } from '../../graph/index.ts';
import { type Flow, idAt } from './flow.ts';
import { Iterations } from './iterations.ts';
import type { StructureRule } from './rule.ts';
import { describedEdge, listed } from './wording.ts';

/** Some iteration takes each edge back without an exit: a break beats a continue, so otherwise it is never followed. */
export const backEdges: StructureRule = (flow) => {
  const iterations = new Iterations(flow);
  return regionsOf(flow).flatMap((region) => {
    const useful = iterations.usefulBackEdges(region);
    const useless = region.backEdges.filter((edge) => !useful.has(edge));
    return backEdgeIssues(edgesAt(flow, useless), edgesAt(flow, region.exitEdges));
  });
};

/** A loop that no edge leaves has an iteration that does not ask for the next. */
export const endlessRegions: StructureRule = (flow) => {
  const iterations = new Iterations(flow);
  return regionsOf(flow)
    .filter((region) => region.exitEdges.length === 0 && !iterations.canStop(region))
    .map((region) => endlessIssue(flow, region));
};

function endlessIssue(flow: Flow, region: Region) {
  const nodeIds = region.nodes.map((node) => idAt(flow, node));
  const what = `the loop of ${listed(nodeIds)} never ends: no edge leaves it, and every iteration leads back`;
  const message = `${what} to "${idAt(flow, region.header)}": lead an edge out of it, with a condition`;
  return issueOf('region/endless', message, { nodeId: idAt(flow, region.header), nodeIds });
}

function backEdgeIssues(useless: readonly WorkflowEdge[], exits: readonly WorkflowEdge[]) {
  const by = exits.length === 0 ? '' : ` by ${listed(exits.map(({ id }) => id))}`;
  const leaving = exits.map(({ source }) => source);
  return useless.map((edge) => {
    const what = `${describedEdge(edge)} leads back, but an iteration that takes it also leaves the loop${by}`;
    const message = `${what}, so it is never followed: give the edge or the way out a condition`;
    const nodeIds = [...new Set([edge.target, edge.source, ...leaving])];
    return issueOf('region/back-only-with-exit', message, { nodeId: edge.source, nodeIds, edgeId: edge.id });
  });
}

function edgesAt(flow: Flow, indexes: readonly number[]): readonly WorkflowEdge[] {
  return indexes.flatMap((index) => flow.edges[index]?.edge ?? []);
}

/** Where a cycle has two entries, what an iteration is cannot be said. */
function regionsOf(flow: Flow): readonly Region[] {
  const tangled = new Set(flow.tangles.flat());
  return flow.regions.filter((region) => !region.nodes.some((node) => tangled.has(node)));
}
