import { storableText } from '../kernel/index.ts';
import { documentLimits } from './document-limits.ts';
import { type IssueCode, type IssueLayer, type IssueSeverity, issueCodes } from './issue-codes.ts';

/** Something that is wrong with a graph, where, and what to do about it. */
export interface ValidationIssue {
  readonly code: IssueCode;
  readonly layer: IssueLayer;
  readonly severity: IssueSeverity;
  /** What is wrong, with every node concerned, and what to do. */
  readonly message: string;
  readonly nodeId?: string;
  /** The nodes concerned, where they are more than one; of very many the first. */
  readonly nodeIds?: readonly string[];
  readonly edgeId?: string;
  /** Place in the document, such as `nodes.3.config`. */
  readonly path?: string;
  /** What was probably meant, instead of the wrong value at `path`, its last key, or a name in its expression. */
  readonly suggestion?: string;
}

/** Where an issue is. */
export interface IssuePlace {
  readonly nodeId?: string | undefined;
  readonly nodeIds?: readonly string[] | undefined;
  readonly edgeId?: string | undefined;
  readonly path?: string | undefined;
  readonly suggestion?: string | undefined;
}

/** An issue with the layer and severity of its code. What it says is storable, wherever the words were cut. */
export function issueOf(code: IssueCode, message: string, place: IssuePlace = {}): ValidationIssue {
  const { nodeId, nodeIds, edgeId, path, suggestion } = place;
  const { layer, severity } = issueCodes[code];
  return {
    code,
    layer,
    severity,
    message: storableText(message),
    ...(nodeId === undefined ? {} : { nodeId }),
    ...(nodeIds === undefined || nodeIds.length < 2
      ? {}
      : { nodeIds: nodeIds.slice(0, documentLimits.maxNodesNamed) }),
    ...(edgeId === undefined ? {} : { edgeId }),
    ...(path === undefined || path === '' ? {} : { path: storableText(path) }),
    ...(suggestion === undefined ? {} : { suggestion: storableText(suggestion) }),
  };
}

export function hasErrors(issues: readonly ValidationIssue[]): boolean {
  return issues.some((issue) => issue.severity === 'error');
}

/** The issues, or, where they are too many, errors before warnings and a last one that says how many are missing. */
export function listedIssues(issues: readonly ValidationIssue[]): readonly ValidationIssue[] {
  const most = documentLimits.maxIssues;
  if (issues.length <= most) return issues;
  const errors = issues.filter((issue) => issue.severity === 'error');
  const warnings = issues.filter((issue) => issue.severity === 'warning');
  const rest = `${issues.length - most} more issues are not listed: resolve these first`;
  return [...[...errors, ...warnings].slice(0, most), issueOf('document/more-issues', rest)];
}

/** Text of the document as a message quotes it: short, and storable whatever it was. */
export function quoted(text: string): string {
  const excerpt = text.length > 80 ? `${text.slice(0, 79)}…` : text;
  return `"${storableText(excerpt)}"`;
}
