import {
  type ExecutionState,
  indexOfNode,
  type NodeFact,
  nodeAt,
  regionAt,
  regionStateAt,
} from '../../engine/index.ts';
import type { ExpressionValues } from '../../expression/index.ts';
import type { Message } from '../../kernel/index.ts';
import type { Activation } from '../../nodes/index.ts';
import { type ExecutionFacts, nodeValues } from './node-values.ts';

/**
 * The visit as the node's behaviour sees it. Its values are only gathered where they are read. A class: an object
 * with a getter of its own would have a hidden class of its own, which outlives it and keeps it in memory.
 */
export class NodeActivation implements Activation {
  readonly nodeId: string;
  readonly path: string;
  readonly attempt: number;
  readonly now: number;
  readonly messages: readonly Message[];
  readonly #state: ExecutionState;
  readonly #node: number;
  readonly #execution: ExecutionFacts;
  #values: ExpressionValues | null = null;

  constructor(state: ExecutionState, { nodeId, path, attempt }: NodeFact, execution: ExecutionFacts) {
    this.nodeId = nodeId;
    this.path = path;
    this.attempt = attempt;
    this.now = execution.now;
    this.messages = state.messages;
    this.#state = state;
    this.#node = indexOfNode(state, nodeId);
    this.#execution = execution;
  }

  get idempotencyKey(): string {
    return `${this.#execution.id}:${this.path}`;
  }

  get values(): ExpressionValues {
    this.#values ??= nodeValues(this.#state, this.#node, this.#execution);
    return this.#values;
  }

  get iteration(): number {
    const region = nodeAt(this.#state, this.#node).regions.at(-1);
    if (region === undefined || regionAt(this.#state, region).header !== this.#node) return 0;
    return regionStateAt(this.#state, region).iteration;
  }
}
