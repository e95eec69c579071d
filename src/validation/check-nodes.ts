import { issueOf, type ValidationIssue, type WorkflowGraph } from '../graph/index.ts';
import type { CompileIssue, NodeRegistry } from '../nodes/index.ts';
import { brief } from './brief.ts';

/** What the kinds refuse in the configurations of their nodes. A node of no known kind is another rule's business. */
export function checkConfigs(graph: WorkflowGraph, registry: NodeRegistry): readonly ValidationIssue[] {
  return graph.nodes.flatMap((node, index) => {
    const configured = registry.get(node.type)?.configure(node.config);
    if (configured === undefined || configured.ok) return [];
    return configured.error.map(({ at, message, suggestion }) => {
      const place = at === '' ? 'config' : `config.${at}`;
      const path = `nodes.${index}.${place}`;
      const named = `node "${node.id}": ${place} ${message}`;
      return issueOf('node/config-invalid', brief(named), { nodeId: node.id, path: brief(path), suggestion });
    });
  });
}

/** An issue of the compiler, which checks expressions and JSON Schemas, as one of the graph. */
export function compiledIssue({
  code,
  message,
  nodeId,
  edgeId,
  path,
  suggestion,
}: CompileIssue): ValidationIssue {
  return issueOf(code, brief(message), {
    nodeId: nodeId ?? undefined,
    edgeId: edgeId ?? undefined,
    path: brief(path),
    suggestion: suggestion ?? undefined,
  });
}
