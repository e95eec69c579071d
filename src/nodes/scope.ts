import {
  type ExpressionType,
  messageType,
  type Scope,
  typeFromJsonSchema,
  typeFromValue,
} from '../expression/index.ts';
import { compileTopology, type WorkflowGraph } from '../graph/index.ts';
import type { ConfiguredNode } from './node-kind.ts';
import type { NodeRegistry } from './registry.ts';

/**
 * The names that expressions of the graph may read, with their types. A variable keeps the type of its initial value;
 * one that begins as null, or that only a node names, may hold anything.
 */
export function scopeOf(
  graph: WorkflowGraph,
  registry: NodeRegistry,
  configured: readonly (ConfiguredNode | null)[],
): Scope {
  return {
    input: inputType(graph),
    vars: { fields: { ...writtenVariables(configured), ...declaredVariables(graph) } },
    messages: { list: messageType },
    nodes: { fields: nodeTypes(graph, configured) },
    loop: { fields: loopTypes(graph, registry) },
    error: 'dyn',
    conversation: 'dyn',
    execution: { fields: { id: 'string', now: 'string' } },
  };
}

/** The user's turn is copied to `input.message`, whatever the graph declares. */
function inputType(graph: WorkflowGraph): ExpressionType {
  const declared = typeFromJsonSchema(graph.inputs);
  if (typeof declared !== 'object' || !('fields' in declared)) return declared;
  return { ...declared, fields: { message: 'dyn', ...declared.fields } };
}

function declaredVariables(graph: WorkflowGraph): Readonly<Record<string, ExpressionType>> {
  return Object.fromEntries(
    Object.entries(graph.variables).map(([name, value]) => [name, typeFromValue(value)]),
  );
}

function writtenVariables(
  configured: readonly (ConfiguredNode | null)[],
): Readonly<Record<string, ExpressionType>> {
  return Object.fromEntries(configured.flatMap((node) => (node?.writes ?? []).map((name) => [name, 'dyn'])));
}

function nodeTypes(
  graph: WorkflowGraph,
  configured: readonly (ConfiguredNode | null)[],
): Readonly<Record<string, ExpressionType>> {
  return Object.fromEntries(
    graph.nodes.map(({ id }, index) => [id, { fields: { output: configured[index]?.output ?? 'dyn' } }]),
  );
}

function loopTypes(graph: WorkflowGraph, registry: NodeRegistry): Readonly<Record<string, ExpressionType>> {
  const { regions, nodes } = compileTopology(graph, registry.traitsOf);
  return Object.fromEntries(
    regions.map(({ header }) => [
      nodes[header]?.id ?? '',
      { fields: { index: 'number', previous: 'dyn', exhausted: 'bool' } } satisfies ExpressionType,
    ]),
  );
}
