import { AppError, type ErrorCode } from '../kernel/index.ts';
import type { ValidationResult } from './validation-result.ts';

/** A refusal for what was found in a graph, a template or its parameters; with the issues in `details.issues`. */
export function workflowInvalid(
  result: ValidationResult,
  code: Extract<ErrorCode, 'workflow/invalid' | 'template/parameters-invalid'> = 'workflow/invalid',
): AppError {
  const errors = result.issues.filter(({ severity }) => severity === 'error');
  const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : '';
  const what = code === 'workflow/invalid' ? 'the workflow is not valid' : 'the parameters are not valid';
  const issues = result.toApiResponse().issues.map((issue) => ({ ...issue }));
  return new AppError(code, `${what}: ${errors[0]?.message ?? 'see the issues'}${more}`, {
    details: { issues },
  });
}
