import {
  documentLimits,
  type IssueLayer,
  type IssueSeverity,
  issueOf,
  type ValidationIssue,
} from '../graph/index.ts';
import { inOrder } from './issue-order.ts';

/** An issue of a graph, or of a template that becomes one: their codes have tables of their own. */
export type AnyIssue = Omit<ValidationIssue, 'code'> & { readonly code: string };

/** An issue as the API shows it: what is not there is null. */
export interface ApiIssue {
  readonly code: string;
  readonly severity: IssueSeverity;
  readonly layer: IssueLayer;
  readonly message: string;
  readonly nodeId: string | null;
  readonly edgeId: string | null;
  readonly path: string | null;
  readonly suggestion: string | null;
}

export interface ApiValidation {
  /** No issue is an error. */
  readonly valid: boolean;
  readonly issues: readonly ApiIssue[];
}

/** What a validation has found: by layer, then by place in the document, then by code. Nothing is lost on the way. */
export class ValidationResult {
  readonly issues: readonly AnyIssue[];

  constructor(issues: readonly AnyIssue[]) {
    this.issues = inOrder(issues);
  }

  /** What has an error is neither stored nor run; warnings alone leave it usable. */
  get hasErrors(): boolean {
    return this.issues.some(({ severity }) => severity === 'error');
  }

  /** Everything that either has found. */
  merge(other: ValidationResult): ValidationResult {
    return new ValidationResult([...this.issues, ...other.issues]);
  }

  /**
   * The result as clients get it. Where the issues are too many for anybody to read, errors come before warnings and
   * a last issue says how many are not listed.
   */
  toApiResponse(): ApiValidation {
    return { valid: !this.hasErrors, issues: listed(this.issues).map(apiIssue) };
  }
}

function listed(issues: readonly AnyIssue[]): readonly AnyIssue[] {
  const found = issues.filter(({ code }) => code !== 'document/more-issues');
  const most = documentLimits.maxIssues;
  if (found.length <= most) return issues;
  const errors = found.filter(({ severity }) => severity === 'error');
  const warnings = found.filter(({ severity }) => severity !== 'error');
  // A part that was cut before says how many it left out.
  const beside = issues.filter(({ code }) => code === 'document/more-issues');
  const rest = issueOf(
    'document/more-issues',
    `${found.length - most} more issues are not listed: resolve these first`,
  );
  return [...[...errors, ...warnings].slice(0, most), ...beside, rest];
}

function apiIssue({ code, severity, layer, message, ...place }: AnyIssue): ApiIssue {
  const { nodeId = null, edgeId = null, path = null, suggestion = null } = place;
  return { code, severity, layer, message, nodeId, edgeId, path, suggestion };
}
