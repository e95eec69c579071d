import type { NodeKinds, ValidationIssue, WorkflowGraph } from '../graph/index.ts';
import { cancellingJoins } from './structure/cancelling-joins.ts';
import { cycleEntries } from './structure/cycle-entries.ts';
import { disabledNodes } from './structure/disabled-nodes.ts';
import { duplicateEdges } from './structure/duplicate-edges.ts';
import { edgeAtNote } from './structure/edge-at-note.ts';
import { edgeEnds } from './structure/edge-ends.ts';
import { edgeIntoStart } from './structure/edge-into-start.ts';
import { edgePorts } from './structure/edge-ports.ts';
import { flowOf } from './structure/flow.ts';
import { knownTypes } from './structure/known-types.ts';
import { loopBodies, loopExits } from './structure/loop-ways.ts';
import { neverTaken } from './structure/never-taken.ts';
import { oneStart } from './structure/one-start.ts';
import { reachableNodes } from './structure/reachable-nodes.ts';
import { backEdges, endlessRegions } from './structure/region-ends.ts';
import type { StructureRule } from './structure/rule.ts';
import { uniqueEdgeIds, uniqueNodeIds } from './structure/unique-ids.ts';

/** In the order in which their issues are read best: names, then edges, then ways, then loops. */
const structureRules: readonly StructureRule[] = [
  oneStart,
  knownTypes,
  uniqueNodeIds,
  uniqueEdgeIds,
  edgeEnds,
  edgePorts,
  edgeIntoStart,
  edgeAtNote,
  reachableNodes,
  disabledNodes,
  cancellingJoins,
  duplicateEdges,
  neverTaken,
  cycleEntries,
  loopBodies,
  loopExits,
  backEdges,
  endlessRegions,
];

/** Everything the structure rules find in a parsed graph; nothing they find keeps another from being found. */
export function validateStructure(graph: WorkflowGraph, kinds: NodeKinds): readonly ValidationIssue[] {
  const flow = flowOf(graph, kinds);
  return structureRules.flatMap((rule) => rule(flow));
}
