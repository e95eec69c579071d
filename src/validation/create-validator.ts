import {
  hasErrors,
  issueInside,
  listedIssues,
  nestedGraphOf,
  parseWorkflowGraph,
  type ValidationIssue,
  type WorkflowGraph,
} from '../graph/index.ts';
import type { NodeRegistry } from '../nodes/index.ts';
import { checkConfigs, checkExpressions } from './check-nodes.ts';
import { validateStructure } from './validate-structure.ts';

export interface WorkflowValidation {
  /** Null where an issue is an error: what did not pass is not to be stored or run. */
  readonly graph: WorkflowGraph | null;
  /** Warnings alone leave the graph usable. */
  readonly issues: readonly ValidationIssue[];
}

/** The one validator, for the kinds of node that the registry holds. */
export interface WorkflowValidator {
  /**
   * Reads a document and checks it layer by layer: its schema and every node's configuration, its structure, its
   * expressions. A layer runs only on what has no errors in the earlier ones. Never throws, whatever the document is.
   */
  validate(document: unknown): WorkflowValidation;
}

export function createValidator(registry: NodeRegistry): WorkflowValidator {
  return { validate: (document) => validate(document, registry) };
}

type Layer = (graph: WorkflowGraph, registry: NodeRegistry) => readonly ValidationIssue[];

/** Expressions read names of the graphs around theirs, so that layer looks at all graphs itself. */
const layers: readonly Layer[] = [
  inEveryGraph(checkConfigs),
  inEveryGraph(validateStructure),
  checkExpressions,
];

/** The layer for a graph and for all that are nested in it. */
function inEveryGraph(layer: Layer): Layer {
  const inAll: Layer = (graph, registry) => [
    ...layer(graph, registry),
    ...graph.nodes.flatMap((node, index) => {
      const nested = nestedGraphOf(node);
      if (nested === null) return [];
      const issues = nested.ok ? inAll(nested.value, registry) : nested.error;
      return issues.map((issue) => issueInside(issue, node, index));
    }),
  ];
  return inAll;
}

function validate(document: unknown, registry: NodeRegistry): WorkflowValidation {
  const parsed = parseWorkflowGraph(document);
  if (!parsed.ok) return { graph: null, issues: parsed.error };
  const issues: ValidationIssue[] = [];
  for (const layer of layers) {
    issues.push(...layer(parsed.value, registry));
    if (hasErrors(issues)) return { graph: null, issues: listedIssues(issues) };
  }
  return { graph: parsed.value, issues: listedIssues(issues) };
}
