import {
  type ExpressionType,
  failureType,
  messageType,
  type Scope,
  typeFromJsonSchema,
  unifyAll,
} from '../expression/index.ts';
import type { WorkflowGraph } from '../graph/index.ts';
import type { ConfiguredGraph } from './configure-graph.ts';
import { graphOutput, plainOutput } from './graph-output.ts';
import type { NestedTraits, TypeAt } from './node-kind.ts';
import { variableTypes } from './variable-types.ts';

type Fields = Readonly<Record<string, ExpressionType>>;

/** What surrounds a nested graph. */
export interface Surroundings extends Pick<NestedTraits, 'seesOuter' | 'isNumbered'> {
  readonly names: Scope;
  /** The type of `item`, where the graph runs for each of several. */
  readonly item: ExpressionType;
}

/**
 * The names that expressions of one graph may read, with their types. What a node gives is known in full once it has
 * been compiled, before that only as far as its kind and the names in its configuration say.
 */
export class GraphScope {
  readonly names: Scope;
  readonly #configured: ConfiguredGraph;
  /** By the index of the node: what it gives, as far as that is known. */
  readonly #outputs: ExpressionType[];
  /** Like `names` itself, these are read while the graph is compiled, and grow with what becomes known. */
  readonly #nodes: Record<string, ExpressionType>;
  readonly #loops: Record<string, ExpressionType>;
  /** By region: how many edges lead back to it from nodes that have not been compiled. */
  readonly #openBackEdges: number[];

  constructor(configured: ConfiguredGraph, around?: Surroundings) {
    const { graph, topology } = configured;
    const outer = around?.seesOuter ? around.names : {};
    this.#configured = configured;
    this.#outputs = graph.nodes.map((_, index) => plainOutput(configured, index));
    this.#nodes = { ...fieldsOf(outer.nodes) };
    this.#loops = { ...fieldsOf(outer.loop) };
    for (const index of graph.nodes.keys()) this.#nameOutput(index);
    for (const region of topology.regions.keys()) this.#nameLoop(region);
    this.#openBackEdges = topology.regions.map(({ backEdges }) => backEdges.length);
    const nodes = { fields: this.#nodes };
    const loop = { fields: this.#loops };
    const numbered: Fields = around?.isNumbered ? { item: around.item, index: 'number' } : {};
    this.names = { ...rootNames(configured), ...outer, nodes, loop, ...numbered };
  }

  /** Takes note of what the node gives, now that its expressions have types. */
  learn(index: number, typeAt: TypeAt): void {
    const { nodes, topology } = this.#configured;
    this.#outputs[index] = nodes[index]?.output(typeAt) ?? 'dyn';
    this.#nameOutput(index);
    for (const edge of topology.nodes[index]?.outgoing ?? []) {
      const { isBack = false, target = -1 } = topology.edges[edge] ?? {};
      const region = topology.nodes[target]?.regions.at(-1);
      if (isBack && region !== undefined) this.#closeBackEdge(region);
    }
  }

  /** What the graph gives, by the names of its `outputs`. */
  given(outputs: TypeAt): ExpressionType {
    return graphOutput(this.#configured, { outputs, nodes: (index) => this.#outputs[index] ?? 'dyn' });
  }

  #nameOutput(index: number): void {
    const id = this.#configured.graph.nodes[index]?.id ?? '';
    this.#nodes[id] = { fields: { output: this.#outputs[index] ?? 'dyn' } };
  }

  #closeBackEdge(region: number): void {
    const open = (this.#openBackEdges[region] ?? 0) - 1;
    this.#openBackEdges[region] = open;
    if (open === 0) this.#nameLoop(region);
  }

  #nameLoop(index: number): void {
    const { nodes, edges, regions } = this.#configured.topology;
    const { header = -1, backEdges = [] } = regions[index] ?? {};
    const sources = new Set(backEdges.map((edge) => edges[edge]?.source ?? -1));
    const previous = unifyAll([...sources].map((source) => this.#outputs[source] ?? 'dyn'));
    this.#loops[nodes[header]?.id ?? ''] = { fields: { index: 'number', previous, exhausted: 'bool' } };
  }
}

/** Those that every expression of the graph may read. */
function rootNames(configured: ConfiguredGraph): Scope {
  return {
    input: inputType(configured.graph),
    vars: { fields: variableTypes(configured) },
    messages: { list: messageType },
    nodes: 'dyn',
    loop: 'dyn',
    error: failureType,
    errors: { list: failureType },
    conversation: 'dyn',
    execution: { fields: { id: 'string', now: 'string' } },
  };
}

function fieldsOf(type: ExpressionType | undefined): Fields {
  return typeof type === 'object' && 'fields' in type ? type.fields : {};
}

/** The user's turn is copied to `input.message`, whatever the graph declares. */
function inputType(graph: WorkflowGraph): ExpressionType {
  const declared = typeFromJsonSchema(graph.inputs);
  if (typeof declared !== 'object' || !('fields' in declared)) return declared;
  return { ...declared, fields: { message: 'dyn', ...declared.fields } };
}
