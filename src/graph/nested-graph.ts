import { isJsonObject, type Result } from '../kernel/index.ts';
import { parsePlainGraph } from './parse-workflow-graph.ts';
import type { ValidationIssue } from './validation-issue.ts';
import type { WorkflowGraph, WorkflowNode } from './workflow-graph.ts';

/** The graph that a node holds in `config.graph`, read as a document of its own; null: it holds none. */
export function nestedGraphOf({
  config,
}: Pick<WorkflowNode, 'config'>): Result<WorkflowGraph, readonly ValidationIssue[]> | null {
  const { graph } = config;
  return graph !== undefined && isJsonObject(graph) ? parsePlainGraph(graph) : null;
}

/** An issue of a nested graph as one of the graph around it: it belongs to the node that holds the nested one. */
export function issueInside(
  issue: ValidationIssue,
  { id }: Pick<WorkflowNode, 'id'>,
  index: number,
): ValidationIssue {
  const { nodeIds: _, edgeId: __, path, message, ...rest } = issue;
  const place = `nodes.${index}.config.graph`;
  return {
    ...rest,
    nodeId: id,
    path: path === undefined ? place : `${place}.${path}`,
    message: `in the graph of node "${id}": ${message}`,
  };
}
