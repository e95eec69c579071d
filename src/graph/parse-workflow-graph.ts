/**
 * The one way a document comes in. Owns that a `WorkflowGraph` is well-formed in itself; whether its nodes and edges
 * make sense together is the business of the structure rules.
 *
 * G1  Never throws: whatever the input is, it is parsed or refused with issues.
 * G2  What is returned is plain JSON that PostgreSQL can store, and shares nothing with the input.
 * G3  What is returned, written as JSON and parsed again, is the same. So what was stored can always be read.
 */
import { err, isJsonObject, type Json, type JsonObject, ok, type Result } from '../kernel/index.ts';
import { documentIssue } from './document-issue.ts';
import { documentLimits } from './document-limits.ts';
import { fillEdgeIds } from './fill-edge-ids.ts';
import { jsonTextSize } from './json-text-size.ts';
import { type DocumentProblem, readJson, tooLarge } from './read-json.ts';
import { schemaProblems } from './schema-problems.ts';
import { upgradeDocument } from './upgrade-document.ts';
import { listedIssues, type ValidationIssue } from './validation-issue.ts';
import { type WorkflowGraph, workflowGraphSchema } from './workflow-graph.ts';

/**
 * Reads a document of any known format: checks it, upgrades it and fills in every default and edge id. Refuses with
 * at least one issue; never throws.
 */
export function parseWorkflowGraph(input: unknown): Result<WorkflowGraph, readonly ValidationIssue[]> {
  const { value, problems } = readJson(input);
  if (problems.length > 0) return refused(value, problems);
  if (!isJsonObject(value)) return refused(value, [notObject]);
  const graph = parsePlainGraph(value);
  // Defaults make it longer, and it is this text that is stored and read again.
  const isTooLarge = graph.ok && jsonTextSize({ ...graph.value }) > documentLimits.maxBytes;
  return isTooLarge ? refused(value, [tooLarge]) : graph;
}

/**
 * The same for a part of a graph that was parsed: it is plain JSON within all limits, and reading it again for every
 * level of nesting would take time without end.
 */
export function parsePlainGraph(value: JsonObject): Result<WorkflowGraph, readonly ValidationIssue[]> {
  const upgraded = upgradeDocument(value);
  if (!upgraded.ok) return refused(value, [upgraded.error]);
  const tooMany = countProblems(upgraded.value);
  if (tooMany.length > 0) return refused(value, tooMany);
  const parsed = workflowGraphSchema.safeParse(upgraded.value);
  if (!parsed.success) return refused(upgraded.value, schemaProblems(upgraded.value, parsed.error.issues));
  return ok({ ...parsed.data, edges: fillEdgeIds(parsed.data.edges) });
}

function refused(
  document: Json,
  problems: readonly DocumentProblem[],
): Result<never, readonly ValidationIssue[]> {
  return err(listedIssues(problems.map((problem) => documentIssue(document, problem))));
}

const notObject: DocumentProblem = {
  code: 'document/not-object',
  path: [],
  message: 'must be an object with "nodes" and "edges"',
};

/** Counted before each is checked: too many would only give as many issues. */
export function countProblems(document: JsonObject): readonly DocumentProblem[] {
  const { maxNodes, maxEdges } = documentLimits;
  return [
    ...countProblem('document/too-many-nodes', 'nodes', document.nodes, maxNodes),
    ...countProblem('document/too-many-edges', 'edges', document.edges, maxEdges),
  ];
}

function countProblem(
  code: DocumentProblem['code'],
  list: string,
  value: Json | undefined,
  most: number,
): readonly DocumentProblem[] {
  if (!Array.isArray(value) || value.length <= most) return [];
  const message = `has ${value.length} entries, and at most ${most} are allowed: split the workflow`;
  return [{ code, path: [list], message }];
}
