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
      'Validates a template, without storing or running it: its parameters, and the graph that it makes of example values, together with the workflows that this names. Whether everything else that its nodes name exists is only checked when it is executed. Requirements of the template that this server does not meet are warnings.',
    resolve: async (_, { template }, { app, viewer }) => {
      const { graph, parameters } = template;
      const given = { graph, parameters: parameters ?? {}, ...requirementsIn(template) };
      return (await app.validateTemplate(viewer, given)).toApiResponse();
    },
  }),
);
