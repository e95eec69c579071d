import {
  hasErrors,
  issueInside,
  nestedGraphOf,
  parseWorkflowGraph,
  providableUntil,
  type ValidationIssue,
  type WorkflowGraph,
} from '../graph/index.ts';
import { compileParts, type NodeRegistry } from '../nodes/index.ts';
import { checkConfigs, compiledIssue } from './check-nodes.ts';
import { findingsOf } from './rule.ts';
import { partsRules, situationRules } from './rules.ts';
import { type Survey, surveyOf } from './survey.ts';
import { validateStructure } from './validate-structure.ts';
import type { ValidationContext } from './validation-context.ts';
import { ValidationResult } from './validation-result.ts';

export interface WorkflowValidation {
  /** Null where an issue is an error: what did not pass is not to be stored or run. */
  readonly graph: WorkflowGraph | null;
  readonly result: ValidationResult;
}

/** What a document is in itself, wherever it is to run. */
export interface Inspection {
  /** Null where an issue is an error. */
  readonly survey: Survey | null;
  readonly issues: readonly ValidationIssue[];
}

/** The one validator, for the kinds of node that the registry holds. It never throws, whatever the document is. */
export interface WorkflowValidator {
  /**
   * The layers that depend on nothing but the document: its schema and every node's configuration, its structure, its
   * expressions. A layer runs only on what has no errors in the earlier ones.
   */
  inspect(document: unknown): Inspection;
  /**
   * The layers security and capability, both, of a document that passed the others; with what was found beside them,
   * such as names of other workflows that lead nowhere.
   */
  judge(
    inspection: Inspection,
    context: ValidationContext,
    beside?: readonly ValidationIssue[],
  ): WorkflowValidation;
  /** All layers. */
  validate(document: unknown, context: ValidationContext): WorkflowValidation;
}

export function createValidator(registry: NodeRegistry): WorkflowValidator {
  return {
    inspect: (document) => inspect(document, registry),
    judge,
    validate: (document, context) => judge(inspect(document, registry), context),
  };
}

type Layer = (graph: WorkflowGraph, registry: NodeRegistry) => readonly ValidationIssue[];

const layers: readonly Layer[] = [inEveryGraph(checkConfigs), inEveryGraph(validateStructure)];

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

function inspect(document: unknown, registry: NodeRegistry): Inspection {
  const parsed = parseWorkflowGraph(document);
  if (!parsed.ok) return { survey: null, issues: parsed.error };
  const issues: ValidationIssue[] = [];
  for (const layer of layers) {
    issues.push(...layer(parsed.value, registry));
    if (hasErrors(issues)) return { survey: null, issues };
  }
  // Expressions read names of the graphs around theirs, so all graphs are compiled together.
  const parts = compileParts(parsed.value, registry);
  if (!parts.ok) return { survey: null, issues: [...issues, ...parts.error.map(compiledIssue)] };
  return { survey: surveyOf(parts.value), issues: [...issues, ...findingsOf(partsRules, parts.value)] };
}

function judge(
  { survey, issues }: Inspection,
  context: ValidationContext,
  beside: readonly ValidationIssue[] = [],
): WorkflowValidation {
  const found = survey === null ? [] : findingsOf(situationRules, { survey, context });
  const result = new ValidationResult([
    ...issues,
    ...[...beside, ...found].map((one) => seenFor(one, context)),
  ]);
  return { graph: survey === null || result.hasErrors ? null : survey.graph, result };
}

/** What is not there yet may be provided before the workflow is stored, or before it runs. */
function seenFor(issue: ValidationIssue, { purpose }: ValidationContext): ValidationIssue {
  const until = providableUntil(issue.code);
  const isToCome = purpose === 'import' ? until !== null : purpose === 'api' && until === 'execution';
  return isToCome ? { ...issue, severity: 'warning' } : issue;
}
