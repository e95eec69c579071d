import type { NodeKinds, ValidationIssue, WorkflowGraph } from '../graph/index.ts';
import { findingsOf } from './rule.ts';
import { backEdges } from './structure/back-edges.ts';
import { cancellingJoins } from './structure/cancelling-joins.ts';
import { cycleEntries } from './structure/cycle-entries.ts';
import { disabledNodes } from './structure/disabled-nodes.ts';
import { duplicateEdges } from './structure/duplicate-edges.ts';
import { edgeAtNote } from './structure/edge-at-note.ts';
import { edgeIntoHandler } from './structure/edge-into-handler.ts';
import { edgeIntoStart } from './structure/edge-into-start.ts';
import { edgePorts } from './structure/edge-ports.ts';
import { edgeSources } from './structure/edge-sources.ts';
import { edgeTargets } from './structure/edge-targets.ts';
import { emptyBodies } from './structure/empty-bodies.ts';
import { endlessRegions } from './structure/endless-regions.ts';
import { flowOf } from './structure/flow.ts';
import { knownTypes } from './structure/known-types.ts';
import { loopBodies } from './structure/loop-bodies.ts';
import { loopExits } from './structure/loop-exits.ts';
import { neverTaken } from './structure/never-taken.ts';
import { nodesThatNeverRun } from './structure/nodes-that-never-run.ts';
import { oneStart } from './structure/one-start.ts';
import { portsThatEnd } from './structure/ports-that-end.ts';
import { reachableNodes } from './structure/reachable-nodes.ts';
import type { StructureRule } from './structure/rule.ts';
import { someStart } from './structure/some-start.ts';
import { unheardNodes } from './structure/unheard-nodes.ts';
import { uniqueEdgeIds } from './structure/unique-edge-ids.ts';
import { uniqueNodeIds } from './structure/unique-node-ids.ts';

export const structureRules: readonly StructureRule[] = [
  someStart,
  oneStart,
  knownTypes,
  uniqueNodeIds,
  uniqueEdgeIds,
  edgeSources,
  edgeTargets,
  edgePorts,
  edgeIntoStart,
  edgeIntoHandler,
  edgeAtNote,
  reachableNodes,
  disabledNodes,
  cancellingJoins,
  unheardNodes,
  duplicateEdges,
  neverTaken,
  portsThatEnd,
  nodesThatNeverRun,
  cycleEntries,
  loopBodies,
  loopExits,
  emptyBodies,
  backEdges,
  endlessRegions,
];

/** Everything the structure rules find in a parsed graph. */
export function validateStructure(graph: WorkflowGraph, kinds: NodeKinds): readonly ValidationIssue[] {
  return findingsOf(structureRules, flowOf(graph, kinds));
}
