import { createPlan, type ExecutionPlan } from '../engine/index.ts';
import type { Expression } from '../expression/index.ts';
import { nearestName } from '../expression/nearest-name.ts';
import { compileTopology, noteType, type WorkflowGraph, type WorkflowNode } from '../graph/index.ts';
import { err, ok, type Result } from '../kernel/index.ts';
import { type CompileIssue, IssueCollector, type Place } from './compile-issue.ts';
import { disabledBehaviour } from './disabled-behaviour.ts';
import type { JsonSchema } from './json-schema/json-schema.ts';
import type { ConfiguredNode, NodeBehaviour, NodeCompiler } from './node-kind.ts';
import { PlacedCompiler } from './placed-compiler.ts';
import type { NodeRegistry } from './registry.ts';
import { scopeOf } from './scope.ts';

/** A graph ready to run. */
export interface CompiledWorkflow {
  readonly graph: WorkflowGraph;
  readonly plan: ExecutionPlan;
  /** What the graph says of its input. */
  readonly inputs: JsonSchema;
  /** By the plan's index of the node. */
  readonly behaviours: readonly NodeBehaviour[];
  /** By the id of the edge; only edges that have one. */
  readonly conditions: ReadonlyMap<string, Expression>;
  readonly outputs: ReadonlyMap<string, Expression>;
  /** Indexes of the nodes that nothing can follow. */
  readonly sinks: readonly number[];
}

/**
 * Reads every node's configuration, checks every expression and JSON Schema against what the graph declares, and
 * finds the graph's regions. Everything that is wrong is found at once. Total for graphs that passed the structural
 * rules.
 */
export function compileWorkflow(
  graph: WorkflowGraph,
  registry: NodeRegistry,
): Result<CompiledWorkflow, readonly CompileIssue[]> {
  const issues = new IssueCollector();
  const configured = graph.nodes.map((node, index) => configure(node, index, registry, issues));
  const compiler = new PlacedCompiler(scopeOf(graph, registry, configured), issues);
  const inputs = compiler.schema(graph.inputs, inGraph('inputs'));
  const behaviours = graph.nodes.map((node, index) => {
    const behaviour = configured[index]?.compile(compilerFor({ graph, node, index, compiler, inputs }));
    return node.enabled && behaviour ? behaviour : disabledBehaviour;
  });
  const conditions = compileConditions(graph, compiler);
  const outputs = compileOutputs(graph, compiler);
  if (issues.all.length > 0) return err(issues.all);
  const plan = planOf(graph, registry, { behaviours, configured });
  const sinks = configured.flatMap((node, index) => (node?.ports.length === 0 ? [index] : []));
  return ok({ graph, plan, inputs, behaviours, conditions, outputs, sinks });
}

function inGraph(path: string): Place {
  return { path, nodeId: null, edgeId: null };
}

function configure(
  node: WorkflowNode,
  index: number,
  registry: NodeRegistry,
  issues: IssueCollector,
): ConfiguredNode | null {
  const place = { path: `nodes.${index}`, nodeId: node.id, edgeId: null };
  const kind = registry.get(node.type);
  if (!kind) {
    issues.add('node/unknown-type', unknownType(node, registry), { ...place, path: `${place.path}.type` });
    return null;
  }
  const configured = kind.configure(node.config);
  if (!configured.ok) {
    for (const { at, message, suggestion } of configured.error) {
      issues.addAt(
        'node/config-invalid',
        { ...place, path: `${place.path}.config` },
        { at, message, suggestion },
      );
    }
    return null;
  }
  const { ports } = configured.value;
  if (
    !node.enabled &&
    node.type !== noteType &&
    (kind.isEntry || !ports.some(({ name }) => name === 'out'))
  ) {
    const message = `cannot be disabled: a ${node.type} node has no port "out" to go on by`;
    issues.add('node/cannot-be-disabled', { message }, { ...place, path: `${place.path}.enabled` });
  }
  return configured.value;
}

function unknownType({ type }: WorkflowNode, registry: NodeRegistry) {
  const known = registry.types();
  const suggestion = nearestName(type, known);
  const help = suggestion === undefined ? `known are ${known.join(', ')}` : `did you mean "${suggestion}"?`;
  return { message: `has the unknown type "${type}": ${help}`, suggestion };
}

interface NodeParts {
  readonly graph: WorkflowGraph;
  readonly node: WorkflowNode;
  readonly index: number;
  readonly compiler: PlacedCompiler;
  readonly inputs: JsonSchema;
}

function compilerFor({ graph, node, index, compiler, inputs }: NodeParts): NodeCompiler {
  const config = { path: `nodes.${index}.config`, nodeId: node.id, edgeId: null };
  const placeOf = (at: string): Place => ({ ...config, path: `${config.path}.${at}` });
  return {
    inputs,
    variables: graph.variables,
    expression: (source, at, expected) => compiler.expression(source, placeOf(at), expected),
    template: (text, at) => compiler.template(text, placeOf(at)),
    schema: (schema, at) => compiler.schema(schema, placeOf(at)),
    refuse: (at, message) => compiler.refuse(config, { at, message }),
  };
}

function compileConditions(graph: WorkflowGraph, compiler: PlacedCompiler): ReadonlyMap<string, Expression> {
  return new Map(
    graph.edges.flatMap(({ id, condition }, index) => {
      if (condition === undefined) return [];
      const place = { path: `edges.${index}.condition`, nodeId: null, edgeId: id };
      return [[id, compiler.expression(condition, place, 'bool')] as const];
    }),
  );
}

function compileOutputs(graph: WorkflowGraph, compiler: PlacedCompiler): ReadonlyMap<string, Expression> {
  return new Map(
    Object.entries(graph.outputs).map(([name, source]) => [
      name,
      compiler.expression(source, inGraph(`outputs.${name}`)),
    ]),
  );
}

interface CompiledNodes {
  readonly behaviours: readonly NodeBehaviour[];
  readonly configured: readonly (ConfiguredNode | null)[];
}

function planOf(
  graph: WorkflowGraph,
  registry: NodeRegistry,
  { behaviours, configured }: CompiledNodes,
): ExecutionPlan {
  return createPlan({
    topology: compileTopology(graph, registry.traitsOf),
    nodes: graph.nodes.map((node, index) => ({
      pure: behaviours[index]?.pure ?? false,
      allowNone: configured[index]?.allowNone ?? false,
      retry: node.retry,
    })),
    variables: graph.variables,
    limits: graph.limits,
  });
}
