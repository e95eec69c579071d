import { convertLegacyCondition } from '../../expression/index.ts';
import { err, isJsonObject, type Json, type JsonObject, ok, type Result } from '../../kernel/index.ts';
import { documentIssue } from '../document-issue.ts';
import { countProblems } from '../parse-workflow-graph.ts';
import { type DocumentProblem, readJson } from '../read-json.ts';
import { listedIssues, type ValidationIssue } from '../validation-issue.ts';
import { isFormerName } from './legacy-kinds.ts';

/** What a definition of the former system was wrapped in. */
const wrappers = ['workflow', 'definition', 'workflow_definition', 'graph'] as const;

/** Reads any value as a legacy document, or says why it is none. Never throws. */
export function readLegacyDocument(input: unknown): Result<JsonObject, readonly ValidationIssue[]> {
  const { value, problems } = readJson(input);
  const document = unwrapped(value);
  const found = problems.length > 0 ? problems : problemsOf(document);
  if (found.length > 0 || !isJsonObject(document)) {
    return err(listedIssues(found.map((problem) => documentIssue(document, problem))));
  }
  return ok(document);
}

function unwrapped(value: Json): Json {
  if (!isJsonObject(value) || value.nodes !== undefined) return value;
  const inner = wrappers.map((name) => value[name]).find((each) => isJsonObject(each) && 'nodes' in each);
  return inner ?? value;
}

function problemsOf(document: Json): readonly DocumentProblem[] {
  if (!isJsonObject(document)) {
    const message = 'must be an object with "nodes" and "edges"';
    return [{ code: 'document/not-object', path: [], message }];
  }
  return [
    ...listProblem(document, 'nodes', document.nodes),
    ...listProblem(document, 'edges', document.edges ?? []),
    ...countProblems(document),
  ];
}

function listProblem(
  document: JsonObject,
  name: string,
  value: Json | undefined,
): readonly DocumentProblem[] {
  if (Array.isArray(value)) return [];
  if (value !== undefined)
    return [{ code: 'document/invalid-value', path: [name], message: 'must be a list' }];
  const isTemplate = 'default_params' in document || 'template' in document;
  const message = isTemplate ? 'is missing: this is a template, not a workflow' : 'is missing';
  return [{ code: 'document/missing-key', path: [name], message }];
}

/**
 * Whether a document is one of the former system: it carries no `formatVersion`, and something in it that only the
 * former system wrote. Never throws.
 */
export function isLegacyWorkflow(input: unknown): boolean {
  const document = unwrapped(readJson(input).value);
  if (!isJsonObject(document) || document.formatVersion !== undefined) return false;
  const { nodes, edges } = document;
  const has = (list: Json | undefined, test: (item: JsonObject) => boolean) =>
    Array.isArray(list) && list.some((item) => isJsonObject(item) && test(item));
  return (
    ['owner_id', 'workflow_metadata', 'is_public', 'template_id'].some((key) => key in document) ||
    has(nodes, isLegacyNode) ||
    has(edges, isLegacyEdge)
  );
}

function isLegacyNode({ data, type, config }: JsonObject): boolean {
  if (isJsonObject(data) || (typeof type === 'string' && isFormerName(type))) return true;
  if (!isJsonObject(config)) return false;
  return (
    isLegacyCondition(config.condition) || Object.keys(config).some((key) => /^[a-z]+_[a-z_]+$/.test(key))
  );
}

function isLegacyEdge({ target, condition, ...edge }: JsonObject): boolean {
  const named = ['sourceHandle', 'targetHandle', 'data'].some((key) => key in edge);
  return named || target === 'END' || target === '__end__' || isLegacyCondition(condition);
}

/** None of them is CEL that any workflow could have. */
function isLegacyCondition(condition: Json | undefined): boolean {
  return typeof condition === 'string' && convertLegacyCondition(condition).ok;
}
