export { validateStructure } from './validate-structure.ts';
export { type NodeCheck, validateWorkflow, type WorkflowValidation } from './validate-workflow.ts';
