import { listed } from '../../expression/known-names.ts';
import { type Flow, idAt } from './flow.ts';
import type { StructureRule } from './rule.ts';

/** Every cycle is entered at one node: it heads the loop, and an iteration begins with it. */
export const cycleEntries: StructureRule = {
  code: 'cycle/two-entries',
  find: (flow) =>
    flow.tangles.map((tangle) => {
      const nodes = tangle.toSorted((left, right) => left - right);
      const nodeIds = nodes.map((node) => idAt(flow, node));
      const entries = entriesOf(flow, new Set(nodes));
      const entryIds = entries.map((node) => idAt(flow, node));
      const what = `${listed(nodeIds)} form a cycle that can be entered at ${listed(entryIds)}`;
      const message = `${what}: let every way into the cycle lead to the same node`;
      return { message, nodeId: entryIds[0], nodeIds, path: `nodes.${entries[0] ?? nodes[0]}` };
    }),
};

function entriesOf(flow: Flow, tangle: ReadonlySet<number>): readonly number[] {
  const entries = flow.edges.flatMap(({ source, target }) =>
    tangle.has(target) && !tangle.has(source) ? [target] : [],
  );
  return [...new Set(entries)].sort((left, right) => left - right);
}
