import { builder } from '../builder.ts';
import { validating } from '../operation-limits.ts';
import { requirementsIn } from '../templates/template-fields.ts';
import { WorkflowTemplateInput } from '../templates/workflow-template-input.ts';
import { ValidationResult } from './validation-result.ts';

builder.queryField('validateWorkflowTemplate', (t) =>
  t.field({
    type: ValidationResult,
    args: {
      template: t.arg({ type: WorkflowTemplateInput, required: true, description: 'The template.' }),
    },
    complexity: validating,
    description:
      'What the validator says of a template, which is neither stored nor run: of its parameters, and of the graph that it makes of example values, together with the workflows that it names. Whether what its nodes name exists is asked when it is executed; what it says that it requires, and is not there, is a warning here.',
    resolve: async (_, { template }, { app, viewer }) => {
      const { graph, parameters } = template;
      const given = { graph, parameters: parameters ?? {}, ...requirementsIn(template) };
      return (await app.validateTemplate(viewer, given)).toApiResponse();
    },
  }),
);
