import { createPlan, type ExecutionPlan, type PlannedNode } from '../engine/index.ts';
import { dataType, type Expression, type ExpressionType } from '../expression/index.ts';
import type { WorkflowGraph, WorkflowNode } from '../graph/index.ts';
import type { JsonObject } from '../kernel/index.ts';
import { type IssueCollector, insideOf, type Place } from './compile-issue.ts';
import { compileOrder } from './compile-order.ts';
import type { CompiledWorkflow } from './compiled-workflow.ts';
import type { ConfiguredGraph } from './configure-graph.ts';
import { disabledBehaviour } from './disabled-behaviour.ts';
import { GraphScope } from './graph-scope.ts';
import type { JsonSchema } from './json-schema/json-schema.ts';
import type { NodeBehaviour } from './node-behaviour.ts';
import type { NodeCompiler, TypeAt } from './node-kind.ts';
import { PlacedCompiler } from './placed-compiler.ts';

interface Circumstances {
  readonly issues: IssueCollector;
  /** What its expressions may read. */
  readonly scope: GraphScope;
  /** Those that its nodes read and change, with their initial values. */
  readonly variables: JsonObject;
  /** Of the whole execution. */
  readonly maxSteps: number;
}

/** Compiles what stands in the graph, its nodes in the order in which they run. */
export function compileGraph(configured: ConfiguredGraph, around: Circumstances): CompiledWorkflow {
  const { graph, nodes } = configured;
  const compiler = new PlacedCompiler(around.scope.names, around.issues);
  const inputs = compiler.schema(graph.inputs, inGraph('inputs'));
  const { behaviours, nested } = compileNodes(configured, { ...around, compiler, inputs });
  const conditions = compileConditions(graph, compiler);
  const outputs = compileOutputs(graph, compiler);
  const plan = planOf(configured, { behaviours, nested, around });
  const sinks = nodes.flatMap((node, index) => (node?.ports.length === 0 ? [index] : []));
  const { variablesRead } = compiler;
  return { graph, plan, inputs, behaviours, conditions, outputs, sinks, nested, variablesRead };
}

interface NodeCircumstances extends Circumstances {
  readonly compiler: PlacedCompiler;
  readonly inputs: JsonSchema;
}

function compileNodes(configured: ConfiguredGraph, around: NodeCircumstances) {
  const { graph, nodes, topology } = configured;
  const behaviours = graph.nodes.map<NodeBehaviour>(() => disabledBehaviour);
  const nested = new Map<number, CompiledWorkflow>();
  for (const index of compileOrder(topology)) {
    const node = graph.nodes[index];
    if (!node) continue;
    const types = new Map<string, ExpressionType>();
    const typeAt: TypeAt = (place) => types.get(place) ?? 'dyn';
    const behaviour = nodes[index]?.compile(compilerFor({ node, index, types, around }));
    if (node.enabled && behaviour) behaviours[index] = behaviour;
    const inner = compileNested(configured, { index, typeAt, around });
    if (inner) {
      nested.set(index, inner.compiled);
      types.set('graph', inner.given);
    }
    around.scope.learn(index, typeAt);
  }
  return { behaviours, nested };
}

interface Holder {
  /** Of the node that holds the graph. */
  readonly index: number;
  readonly typeAt: TypeAt;
  readonly around: NodeCircumstances;
}

function compileNested({ graph, nodes, nested }: ConfiguredGraph, { index, typeAt, around }: Holder) {
  const [node, holder, inner] = [graph.nodes[index], nodes[index], nested.get(index)];
  if (!node || !holder?.nested || !inner) return null;
  const { seesOuter, isNumbered } = holder.nested;
  const { names } = around.scope;
  const scope = new GraphScope(inner, { seesOuter, isNumbered, names, item: holder.item(typeAt) });
  const { variables } = seesOuter ? around : inner.graph;
  const { maxSteps } = around;
  const compiled = around.issues.within(insideOf(node, index), (issues) =>
    compileGraph(inner, { issues, scope, variables, maxSteps }),
  );
  return { compiled, given: scope.given((name) => dataType(compiled.outputs.get(name)?.type ?? 'dyn')) };
}

function inGraph(path: string): Place {
  return { path, nodeId: null, edgeId: null };
}

interface NodeParts {
  readonly node: WorkflowNode;
  readonly index: number;
  /** What is found out of the types of what stands in the configuration, by its place. */
  readonly types: Map<string, ExpressionType>;
  readonly around: NodeCircumstances;
}

/** To keep a type by a place takes as long as its name, which an author may make as long as a document. */
const longestAsked = 1_000;

function compilerFor({ node, index, types, around }: NodeParts): NodeCompiler {
  const { compiler, inputs, variables } = around;
  const config = { path: `nodes.${index}.config`, nodeId: node.id, edgeId: null };
  // Kinds ask for the types at their own settings. What lies deep in a value is not asked for.
  const learn = (at: string, type: ExpressionType) => {
    if (at.length <= longestAsked) types.set(at, type);
  };
  const placeOf = (at: string): Place => ({ ...config, path: `${config.path}.${at}` });
  return {
    inputs,
    variables,
    expression: (source, at, expected) => {
      const expression = compiler.expression(source, placeOf(at), expected);
      learn(at, dataType(expression.type));
      return expression;
    },
    template: (text, at) => {
      const template = compiler.template(text, placeOf(at));
      learn(at, template.type);
      return template;
    },
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

interface CompiledParts {
  readonly behaviours: readonly NodeBehaviour[];
  readonly nested: ReadonlyMap<number, CompiledWorkflow>;
  readonly around: Circumstances;
}

function planOf(
  { graph, topology, nodes }: ConfiguredGraph,
  { behaviours, nested, around }: CompiledParts,
): ExecutionPlan {
  const planned = (node: WorkflowNode, index: number): PlannedNode => {
    const configured = nodes[index];
    const inner = nested.get(index);
    return {
      pure: behaviours[index]?.pure ?? false,
      allowNone: configured?.allowNone ?? false,
      retry: node.retry,
      handles: configured?.handles ?? null,
      nested: inner && configured?.nested ? { ...configured.nested, plan: inner.plan } : null,
    };
  };
  return createPlan({
    topology,
    nodes: graph.nodes.map(planned),
    variables: graph.variables,
    limits: { maxIterations: graph.limits.maxIterations, maxSteps: around.maxSteps },
  });
}
