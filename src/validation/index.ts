export {
  createValidator,
  type Inspection,
  type WorkflowValidation,
  type WorkflowValidator,
} from './create-validator.ts';
export { validateStructure } from './validate-structure.ts';
export {
  type Availability,
  type Capabilities,
  defaultValidationLimits,
  type KnownModel,
  type ValidationContext,
  type ValidationLimits,
  type ValidationPurpose,
} from './validation-context.ts';
export { type AnyIssue, type ApiIssue, type ApiValidation, ValidationResult } from './validation-result.ts';
export { workflowInvalid } from './workflow-invalid.ts';
