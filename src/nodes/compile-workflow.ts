import { createPlan, type ExecutionPlan, type PlannedNode } from '../engine/index.ts';
import type { Expression, Scope } from '../expression/index.ts';
import type { WorkflowGraph, WorkflowNode } from '../graph/index.ts';
import { err, type JsonObject, ok, type Result } from '../kernel/index.ts';
import { type CompileIssue, IssueCollector, insideOf, type Place } from './compile-issue.ts';
import { type ConfiguredGraph, configureGraph } from './configure-graph.ts';
import { disabledBehaviour } from './disabled-behaviour.ts';
import type { JsonSchema } from './json-schema/json-schema.ts';
import type { NodeBehaviour, NodeCompiler } from './node-kind.ts';
import { PlacedCompiler } from './placed-compiler.ts';
import type { NodeRegistry } from './registry.ts';
import { nestedScopeOf, scopeOf } from './scope.ts';

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
  /** By the index of the node that runs it. */
  readonly nested: ReadonlyMap<number, CompiledWorkflow>;
  /** Variables that its own expressions read; `allVariables` where one reads them all. */
  readonly variablesRead: ReadonlySet<string>;
}

export interface WorkflowParts {
  readonly configured: ConfiguredGraph;
  readonly compiled: CompiledWorkflow;
}

/**
 * Reads every node's configuration, checks every expression and JSON Schema against what the graph declares, and
 * finds the graph's regions; so in the graphs that are nested in it. Everything that is wrong is found at once. Total
 * for graphs that passed the structural rules.
 */
export function compileWorkflow(
  graph: WorkflowGraph,
  registry: NodeRegistry,
): Result<CompiledWorkflow, readonly CompileIssue[]> {
  const parts = compileParts(graph, registry);
  return parts.ok ? ok(parts.value.compiled) : parts;
}

/** As `compileWorkflow`, with the configurations that were read for it. */
export function compileParts(
  graph: WorkflowGraph,
  registry: NodeRegistry,
): Result<WorkflowParts, readonly CompileIssue[]> {
  const issues = new IssueCollector();
  const configured = configureGraph(graph, registry, issues);
  const scope = scopeOf(configured);
  const { maxSteps } = graph.limits;
  const { variables } = graph;
  const compiled = compileGraph(configured, { issues, scope, variables, maxSteps });
  return issues.all.length > 0 ? err(issues.all) : ok({ configured, compiled });
}

/** The graph of this plan: the workflow's own, or one that is nested in it; null: there is none. */
export function workflowOf(workflow: CompiledWorkflow, plan: ExecutionPlan): CompiledWorkflow | null {
  if (workflow.plan.topology === plan.topology) return workflow;
  for (const nested of workflow.nested.values()) {
    const found = workflowOf(nested, plan);
    if (found !== null) return found;
  }
  return null;
}

interface Surroundings {
  readonly issues: IssueCollector;
  /** What its expressions may read. */
  readonly scope: Scope;
  /** Those that its nodes read and change, with their initial values. */
  readonly variables: JsonObject;
  /** Of the whole execution. */
  readonly maxSteps: number;
}

function compileGraph(configured: ConfiguredGraph, around: Surroundings): CompiledWorkflow {
  const { graph, nodes } = configured;
  const compiler = new PlacedCompiler(around.scope, around.issues);
  const inputs = compiler.schema(graph.inputs, inGraph('inputs'));
  const behaviours = graph.nodes.map((node, index) => {
    const { variables } = around;
    const behaviour = nodes[index]?.compile(compilerFor({ variables, node, index, compiler, inputs }));
    return node.enabled && behaviour ? behaviour : disabledBehaviour;
  });
  const conditions = compileConditions(graph, compiler);
  const outputs = compileOutputs(graph, compiler);
  const nested = compileNested(configured, around);
  const plan = planOf(configured, { behaviours, nested, around });
  const sinks = nodes.flatMap((node, index) => (node?.ports.length === 0 ? [index] : []));
  const { variablesRead } = compiler;
  return { graph, plan, inputs, behaviours, conditions, outputs, sinks, nested, variablesRead };
}

function compileNested(
  configured: ConfiguredGraph,
  around: Surroundings,
): ReadonlyMap<number, CompiledWorkflow> {
  const { graph, nodes, nested } = configured;
  return new Map(
    [...nested].flatMap(([index, inner]) => {
      const node = graph.nodes[index];
      const traits = nodes[index]?.nested;
      if (!node || !traits) return [];
      const scope = nestedScopeOf(inner, around.scope, traits);
      const { variables } = traits.seesOuter ? around : inner.graph;
      return [
        [
          index,
          around.issues.within(insideOf(node, index), (issues) =>
            compileGraph(inner, { ...around, issues, scope, variables }),
          ),
        ] as const,
      ];
    }),
  );
}

function inGraph(path: string): Place {
  return { path, nodeId: null, edgeId: null };
}

interface NodeParts {
  readonly variables: JsonObject;
  readonly node: WorkflowNode;
  readonly index: number;
  readonly compiler: PlacedCompiler;
  readonly inputs: JsonSchema;
}

function compilerFor({ variables, node, index, compiler, inputs }: NodeParts): NodeCompiler {
  const config = { path: `nodes.${index}.config`, nodeId: node.id, edgeId: null };
  const placeOf = (at: string): Place => ({ ...config, path: `${config.path}.${at}` });
  return {
    inputs,
    variables,
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

interface CompiledParts {
  readonly behaviours: readonly NodeBehaviour[];
  readonly nested: ReadonlyMap<number, CompiledWorkflow>;
  readonly around: Surroundings;
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
