import { builder } from '../builder.ts';
import { documentText, requirementFields } from './template-fields.ts';

export const WorkflowTemplateInput = builder.inputType('WorkflowTemplateInput', {
  description: 'A template that is not saved.',
  fields: (t) => ({
    graph: t.field({
      type: 'JSON',
      required: true,
      description: documentText,
    }),
    parameters: t.field({
      type: 'JSON',
      description: 'JSON Schema of its parameters; by default, it has none.',
    }),
    ...requirementFields(t),
  }),
});
