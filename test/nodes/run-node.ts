import type { Outcome } from '../../src/engine/index.ts';
import type { ExpressionValues } from '../../src/expression/index.ts';
import { parseWorkflowGraph, type WorkflowGraph, type WorkflowGraphInput } from '../../src/graph/index.ts';
import type { JsonObject } from '../../src/kernel/index.ts';
import {
  type Activation,
  builtInKinds,
  type CompileIssue,
  compileWorkflow,
  createRegistry,
  type NodeBehaviour,
  type NodeWorld,
} from '../../src/nodes/index.ts';
import { noopKind } from '../support/noop-kind.ts';

export const registry = createRegistry([...builtInKinds, noopKind]);

export function graphOf(document: WorkflowGraphInput): WorkflowGraph {
  const parsed = parseWorkflowGraph(document);
  if (!parsed.ok) throw new Error(parsed.error.map(({ message }) => message).join('\n'));
  return parsed.value;
}

type Declarations = Partial<Pick<WorkflowGraphInput, 'inputs' | 'variables' | 'outputs'>>;

/** A graph in which the node `it` is of this kind, beside a model node `answer`. */
export function graphWith(type: string, config: JsonObject, declarations: Declarations = {}): WorkflowGraph {
  const around = [
    { id: 'start', type: 'start' },
    { id: 'answer', type: 'model' },
  ];
  return graphOf({
    ...declarations,
    nodes: [...around.filter((node) => node.type !== type), { id: 'it', type, config }],
    edges: [],
  });
}

/** What is wrong with the graph, as `place: message`. */
export function issuesOf(graph: WorkflowGraph): readonly string[] {
  return compileIssues(graph).map(({ path, message }) => `${path}: ${message}`);
}

export function compileIssues(graph: WorkflowGraph): readonly CompileIssue[] {
  const compiled = compileWorkflow(graph, registry);
  return compiled.ok ? [] : compiled.error;
}

/** The behaviour of the node `it`. */
function behaviourOf(graph: WorkflowGraph): NodeBehaviour {
  const compiled = compileWorkflow(graph, registry);
  if (!compiled.ok) throw new Error(compiled.error.map(({ message }) => message).join('\n'));
  const behaviour = compiled.value.behaviours[graph.nodes.findIndex(({ id }) => id === 'it')];
  if (!behaviour) throw new Error('the graph has no node "it"');
  return behaviour;
}

export type ActivationParts = Partial<Omit<Activation, 'values'>> & { readonly values?: ExpressionValues };

export function activation({ values = {}, ...parts }: ActivationParts = {}): Activation {
  return {
    nodeId: 'it',
    path: 'it',
    attempt: 1,
    idempotencyKey: 'execution:it',
    now: 1_700_000_000_000,
    messages: [],
    iteration: 0,
    ...parts,
    values: {
      input: {},
      vars: {},
      messages: [],
      nodes: { answer: { output: null }, it: { output: null } },
      loop: {},
      error: null,
      conversation: null,
      execution: { id: 'execution', now: '2023-11-14T22:13:20.000Z' },
      ...values,
    },
  };
}

/** One visit of a pure node. */
export function visit(graph: WorkflowGraph, parts: ActivationParts = {}): Outcome {
  const behaviour = behaviourOf(graph);
  if (!behaviour.pure || 'open' in behaviour) throw new Error('the node is not pure');
  return behaviour.run(activation(parts));
}

/** One visit of an effectful node. */
export function perform(
  graph: WorkflowGraph,
  world: NodeWorld,
  parts: ActivationParts = {},
): Promise<Outcome> {
  const behaviour = behaviourOf(graph);
  if (behaviour.pure) throw new Error('the node is pure');
  return behaviour.run(activation(parts), world);
}
