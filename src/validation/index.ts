export { createValidator, type WorkflowValidation, type WorkflowValidator } from './create-validator.ts';
export { validateStructure } from './validate-structure.ts';
