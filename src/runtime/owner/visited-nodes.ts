import { type ExecutionState, indexOfNode, type NodeFact, scopeAt } from '../../engine/index.ts';
import type { WorkflowNode } from '../../graph/index.ts';
import { type CompiledWorkflow, type NodeBehaviour, workflowOf } from '../../nodes/index.ts';
import type { ExecutionRecord } from '../execution-record.ts';
import type { Journal } from './journal.ts';
import { NodeActivation } from './node-activation.ts';
import { executionFacts } from './node-values.ts';

export interface VisitedNodesParts {
  readonly record: ExecutionRecord;
  readonly workflow: CompiledWorkflow;
  readonly journal: Journal;
}

/** What the path of a visit leads to: its scope, its node and what that does, as of now. */
export class VisitedNodes {
  readonly #parts: VisitedNodesParts;

  constructor(parts: VisitedNodesParts) {
    this.#parts = parts;
  }

  scopeAt(path: string): ExecutionState {
    return scopeAt(this.#parts.journal.state, path);
  }

  workflowOf({ plan }: ExecutionState): CompiledWorkflow {
    const workflow = workflowOf(this.#parts.workflow, plan);
    if (workflow === null) throw new RangeError('the workflow has no such nested graph');
    return workflow;
  }

  behaviourOf(fact: NodeFact): NodeBehaviour {
    const scope = this.scopeAt(fact.path);
    const behaviour = this.workflowOf(scope).behaviours[indexOfNode(scope, fact.nodeId)];
    if (!behaviour) throw new RangeError(`the workflow has no behaviour for node "${fact.nodeId}"`);
    return behaviour;
  }

  nodeOf({ nodeId, path }: Omit<NodeFact, 'attempt'>): WorkflowNode | undefined {
    const scope = this.scopeAt(path);
    return this.workflowOf(scope).graph.nodes[indexOfNode(scope, nodeId)];
  }

  activationOf(fact: NodeFact): NodeActivation {
    const execution = executionFacts(this.#parts.record, this.#parts.journal.now());
    return new NodeActivation(this.scopeAt(fact.path), fact, execution);
  }
}
