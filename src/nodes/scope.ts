import {
  type ExpressionType,
  failureType,
  messageType,
  type Scope,
  typeFromJsonSchema,
  typeFromValue,
} from '../expression/index.ts';
import type { WorkflowGraph } from '../graph/index.ts';
import type { ConfiguredGraph } from './configure-graph.ts';
import type { NestedTraits } from './node-kind.ts';

type Fields = Readonly<Record<string, ExpressionType>>;

/**
 * The names that expressions of the graph may read, with their types. A variable keeps the type of its initial value;
 * one that begins as null, or that only a node names, may hold anything.
 */
export function scopeOf(configured: ConfiguredGraph): Scope {
  const { graph } = configured;
  return {
    input: inputType(graph),
    vars: { fields: { ...writtenVariables(configured), ...declaredVariables(graph) } },
    messages: { list: messageType },
    nodes: { fields: nodeTypes(configured) },
    loop: { fields: loopTypes(configured) },
    error: failureType,
    errors: { list: failureType },
    conversation: 'dyn',
    execution: { fields: { id: 'string', now: 'string' } },
  };
}

/** The names that expressions of a nested graph may read: its own, or, where it sees them, those around it too. */
export function nestedScopeOf(
  inner: ConfiguredGraph,
  outer: Scope,
  { seesOuter, isNumbered }: NestedTraits,
): Scope {
  const own = scopeOf(inner);
  const numbered: Fields = isNumbered ? { item: 'dyn', index: 'number' } : {};
  if (!seesOuter) return { ...own, ...numbered };
  return {
    ...outer,
    ...numbered,
    nodes: { fields: { ...fieldsOf(outer.nodes), ...fieldsOf(own.nodes) } },
    loop: { fields: { ...fieldsOf(outer.loop), ...fieldsOf(own.loop) } },
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

function declaredVariables(graph: WorkflowGraph): Fields {
  return Object.fromEntries(
    Object.entries(graph.variables).map(([name, value]) => [name, typeFromValue(value)]),
  );
}

/** Also those that a nested graph writes, where it writes to the variables around it. */
function writtenVariables({ nodes, nested }: ConfiguredGraph): Fields {
  const own = nodes.flatMap((node) => (node?.writes ?? []).map((name) => [name, 'dyn'] as const));
  const inside = [...nested].map(([index, inner]) =>
    nodes[index]?.nested?.seesOuter ? writtenVariables(inner) : {},
  );
  return Object.assign({}, Object.fromEntries(own), ...inside);
}

function nodeTypes({ graph, nodes }: ConfiguredGraph): Fields {
  return Object.fromEntries(
    graph.nodes.map(({ id }, index) => [id, { fields: { output: nodes[index]?.output ?? 'dyn' } }]),
  );
}

function loopTypes({ topology: { regions, nodes } }: ConfiguredGraph): Fields {
  return Object.fromEntries(
    regions.map(({ header }) => [
      nodes[header]?.id ?? '',
      { fields: { index: 'number', previous: 'dyn', exhausted: 'bool' } } satisfies ExpressionType,
    ]),
  );
}
