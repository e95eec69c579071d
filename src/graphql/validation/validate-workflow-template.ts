import { builder } from '../builder.ts';
import { expensive } from '../operation-limits.ts';
import { WorkflowTemplateInput } from '../templates/workflow-template-input.ts';
import { ValidationResult } from './validation-result.ts';

builder.queryField('validateWorkflowTemplate', (t) =>
  t.field({
    type: ValidationResult,
    args: {
      template: t.arg({ type: WorkflowTemplateInput, required: true, description: 'The template.' }),
    },
    complexity: expensive,
    description:
      'What the validator says of a template, which is neither stored nor run: of its parameters, and of the graph that it makes of example values. Whether models and tools exist is asked when it is executed.',
    resolve: (_, { template: { graph, parameters } }, { app, viewer }) =>
      app.validateTemplate(viewer, { graph, parameters: parameters ?? {} }).toApiResponse(),
  }),
);
