import { listed } from '../../expression/known-names.ts';
import type { Region } from '../../graph/index.ts';
import type { Finding } from '../rule.ts';
import { clearRegions } from './clear-regions.ts';
import { type Flow, idAt } from './flow.ts';
import { Iterations } from './iterations.ts';
import type { StructureRule } from './rule.ts';

/** A loop that no edge leaves has an iteration that does not ask for the next. */
export const endlessRegions: StructureRule = {
  code: 'region/endless',
  find: (flow) => {
    const iterations = new Iterations(flow);
    return clearRegions(flow)
      .filter((region) => region.exitEdges.length === 0 && !iterations.canStop(region))
      .map((region) => endless(flow, region));
  },
};

function endless(flow: Flow, { nodes, header }: Region): Finding {
  const nodeIds = nodes.map((node) => idAt(flow, node));
  const what = `the loop of ${listed(nodeIds)} never ends: no edge leaves it, and every iteration leads back`;
  const message = `${what} to "${idAt(flow, header)}": lead an edge out of it, with a condition`;
  return { message, nodeId: idAt(flow, header), nodeIds, path: `nodes.${header}` };
}
