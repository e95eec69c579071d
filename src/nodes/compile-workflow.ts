import type { WorkflowGraph } from '../graph/index.ts';
import { err, ok, type Result } from '../kernel/index.ts';
import { compileGraph } from './compile-graph.ts';
import { type CompileIssue, IssueCollector } from './compile-issue.ts';
import type { CompiledWorkflow } from './compiled-workflow.ts';
import { type ConfiguredGraph, configureGraph } from './configure-graph.ts';
import { GraphScope } from './graph-scope.ts';
import type { NodeRegistry } from './registry.ts';

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
  const scope = new GraphScope(configured);
  const { maxSteps } = graph.limits;
  const { variables } = graph;
  const compiled = compileGraph(configured, { issues, scope, variables, maxSteps });
  return issues.all.length > 0 ? err(issues.all) : ok({ configured, compiled });
}
