export { createValidator, type WorkflowValidator } from './create-validator.ts';
export { validateStructure } from './validate-structure.ts';
export { type NodeCheck, validateWorkflow, type WorkflowValidation } from './validate-workflow.ts';
