import { type NodeFact, nodeIdOf, openActivations, type Usage } from '../../engine/index.ts';
import type { ModelName } from '../../nodes/index.ts';
import type { ExecutionRecord } from '../execution-record.ts';
import type { Journal } from './journal.ts';
import type { OwnerServices } from './owner-services.ts';
import { type UsedCall, usedCall } from './used-call.ts';
import type { VisitedNodes } from './visited-nodes.ts';

interface Parts {
  readonly record: ExecutionRecord;
  readonly journal: Journal;
  readonly nodes: VisitedNodes;
  readonly services: Pick<OwnerServices, 'newId'>;
}

const unknown: Usage = {
  inputTokens: null,
  outputTokens: null,
  cachedTokens: null,
  reasoningTokens: null,
  totalTokens: null,
  costMicroUsd: null,
  modelCalls: 1,
  toolCalls: 0,
};

/**
 * Calls of models that died with their process: one for each attempt that runs and asks a model, of the model that it asks
 * first. What they used nobody knows, and whether one still waited for its turn does not either: it counts as made.
 */
export function lostCalls({ record, journal, nodes, services }: Parts): readonly UsedCall[] {
  const at = journal.now();
  return [...openActivations(journal.state)].flatMap(({ path, attempt, status }) => {
    const fact = { nodeId: nodeIdOf(path), path, attempt };
    const asked = status === 'running' ? askedBy(nodes, fact, record) : null;
    if (asked === null) return [];
    return [usedCall(fact, { ...asked, usage: unknown }, { at, id: services.newId() })];
  });
}

function askedBy(nodes: VisitedNodes, fact: NodeFact, { modelDefaults }: ExecutionRecord): ModelName | null {
  const behaviour = nodes.behaviourOf(fact);
  return 'asks' in behaviour && behaviour.asks ? behaviour.asks(modelDefaults) : null;
}
