import { issueOf, type ValidationIssue, type WorkflowGraph } from '../graph/index.ts';
import { type CompileIssue, compileWorkflow, type NodeRegistry } from '../nodes/index.ts';

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

/** What is wrong with the expressions and JSON Schemas of a graph whose structure is sound. */
export function checkExpressions(graph: WorkflowGraph, registry: NodeRegistry): readonly ValidationIssue[] {
  const compiled = compileWorkflow(graph, registry);
  return compiled.ok ? [] : compiled.error.map(validationIssue);
}

function validationIssue({ code, message, nodeId, edgeId, path, suggestion }: CompileIssue): ValidationIssue {
  return issueOf(code, brief(message), {
    nodeId: nodeId ?? undefined,
    edgeId: edgeId ?? undefined,
    path: brief(path),
    suggestion: suggestion ?? undefined,
  });
}

const longest = 1_000;

/** What a message repeats of the document may be as long as that is. Its middle goes, for the advice is at its end. */
function brief(text: string): string {
  if (text.length <= longest) return text;
  return `${text.slice(0, longest / 2)} … ${text.slice(-longest / 2)}`;
}
