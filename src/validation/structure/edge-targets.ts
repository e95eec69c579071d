import { unknownEnds } from './edge-ends.ts';
import type { StructureRule } from './rule.ts';

/** Every edge leads to a node of the graph. */
export const edgeTargets: StructureRule = {
  code: 'edge/unknown-target',
  find: (flow) => unknownEnds(flow, 'target'),
};
