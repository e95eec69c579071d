import { unknownEnds } from './edge-ends.ts';
import type { StructureRule } from './rule.ts';

/** Every edge comes from a node of the graph. */
export const edgeSources: StructureRule = {
  code: 'edge/unknown-source',
  find: (flow) => unknownEnds(flow, 'source'),
};
