import { builder } from '../builder.ts';

export const WorkflowTemplateInput = builder.inputType('WorkflowTemplateInput', {
  description: 'A template that is not saved.',
  fields: (t) => ({
    graph: t.field({
      type: 'JSON',
      required: true,
      description:
        'The workflow as a document, with `params.name` in expressions and `{{ params.name }}` in texts and for values.',
    }),
    parameters: t.field({
      type: 'JSON',
      description: 'JSON Schema of its parameters; none where it is left out.',
    }),
  }),
});
