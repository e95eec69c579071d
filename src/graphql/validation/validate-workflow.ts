import { builder } from '../builder.ts';
import { validating } from '../operation-limits.ts';
import { documentOf } from '../workflow-graph/document-of.ts';
import { WorkflowGraphInput } from '../workflow-graph/workflow-graph-input.ts';
import { ValidationResult } from './validation-result.ts';

builder.queryField('validateWorkflow', (t) =>
  t.field({
    type: ValidationResult,
    args: { graph: t.arg({ type: WorkflowGraphInput, required: true, description: 'The workflow.' }) },
    complexity: validating,
    description: 'Validates a workflow, without storing or running it.',
    resolve: async (_, { graph }, { app, viewer }) => {
      const { result } = await app.validateWorkflow(viewer, documentOf(graph));
      return result.toApiResponse();
    },
  }),
);
