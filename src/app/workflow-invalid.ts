import { AppError, type ErrorCode, type JsonObject } from '../kernel/index.ts';
import type { TemplateIssue } from '../templates/index.ts';

/** A refusal for what the validator, or a template, has found; with every issue in `details.issues`. */
export function workflowInvalid(
  issues: readonly TemplateIssue[],
  code: Extract<ErrorCode, 'workflow/invalid' | 'template/parameters-invalid'> = 'workflow/invalid',
): AppError {
  const errors = issues.filter(({ severity }) => severity === 'error');
  const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : '';
  const what = code === 'workflow/invalid' ? 'the workflow is not valid' : 'the parameters are not valid';
  const details: JsonObject = {
    issues: issues.map((issue) => ({ ...issue, nodeIds: [...nodeIdsOf(issue)] })),
  };
  return new AppError(code, `${what}: ${errors[0]?.message ?? 'see the issues'}${more}`, { details });
}

function nodeIdsOf(issue: TemplateIssue): readonly string[] {
  return 'nodeIds' in issue ? (issue.nodeIds ?? []) : [];
}
