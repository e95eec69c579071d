import type { Result } from '../kernel/index.ts';
import { type AnyIssue, ValidationResult, workflowInvalid } from '../validation/index.ts';

/** What was read, or made. @throws AppError `workflow/invalid`, or of this code, with the issues that it has instead */
export function requireValid<T>(
  result: Result<T, readonly AnyIssue[]>,
  code?: Parameters<typeof workflowInvalid>[1],
): T {
  if (result.ok) return result.value;
  throw workflowInvalid(new ValidationResult(result.error), code);
}
