import { type Json, storableText } from '../kernel/index.ts';
import type { DocumentProblem } from './read-json.ts';
import { valueAt } from './refusal-words.ts';
import { shortKey } from './short-key.ts';
import { issueOf, type ValidationIssue } from './validation-issue.ts';

/** A problem as an issue: with the place in words, and the node or edge it belongs to. */
export function documentIssue(document: Json, problem: DocumentProblem): ValidationIssue {
  const { code, message, suggestion } = problem;
  const path = problem.path.map((key) => shortKey(String(key))).join('.');
  const [list, index] = problem.path;
  const id = typeof index === 'number' ? textAt(document, [String(list), index, 'id']) : undefined;
  return issueOf(code, `${path === '' ? 'the document' : path} ${message}`, {
    path,
    suggestion,
    ...(list === 'nodes' ? { nodeId: id } : {}),
    ...(list === 'edges' ? { edgeId: id } : {}),
  });
}

function textAt(document: Json, path: readonly PropertyKey[]): string | undefined {
  const value = valueAt(document, path);
  return typeof value === 'string' && value.length <= 200 ? storableText(value) : undefined;
}
