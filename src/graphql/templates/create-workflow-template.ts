import type { StoredTemplate } from '../../runtime/ports/template-store.ts';
import { builder } from '../builder.ts';
import { jsonObject } from '../json-object.ts';
import { mutationResult } from '../mutation-result.ts';
import { expensive } from '../operation-limits.ts';
import { WorkflowTemplate } from './workflow-template.ts';

const CreateWorkflowTemplateInput = builder.inputType('CreateWorkflowTemplateInput', {
  description: 'A template to save.',
  fields: (t) => ({
    name: t.string({ required: true, description: 'What people call it: 1 to 255 characters.' }),
    description: t.string({ required: true, description: 'What it is for.' }),
    category: t.string({
      description:
        'Where a catalogue lists it: `general`, `customer_support`, `programming`, `research`, `data_analysis`, `creative`, `educational`, `business` or `custom`; `custom` where it is left out.',
    }),
    tags: t.stringList({ description: 'Words to find it by; at most 20.' }),
    isPublic: t.boolean({ defaultValue: false, description: 'Others may read and execute it.' }),
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
    baseTemplateId: t.id({ description: 'The template that it was made from.' }),
  }),
});

const result = mutationResult(
  builder.objectRef<{ readonly template: StoredTemplate }>('CreateWorkflowTemplateSuccess').implement({
    description: 'The template was saved.',
    fields: (t) => ({
      template: t.expose('template', { type: WorkflowTemplate, description: 'The new template.' }),
    }),
  }),
  ['ValidationError', 'NotFoundError'],
);

builder.mutationField('createWorkflowTemplate', (t) =>
  t.field({
    type: result.type,
    complexity: expensive,
    args: {
      input: t.arg({ type: CreateWorkflowTemplateInput, required: true, description: 'The template.' }),
    },
    description: 'Saves a template whose graph is valid with example values of its parameters.',
    resolve: (_, { input }, { app, viewer }) =>
      result.answer(async () => ({
        template: await app.createTemplate(viewer, {
          name: input.name,
          description: input.description,
          category: input.category ?? null,
          tags: input.tags ?? [],
          isPublic: input.isPublic ?? false,
          graph: input.graph,
          parameters: jsonObject(input.parameters, 'parameters'),
          baseTemplateId: input.baseTemplateId ?? null,
        }),
      })),
  }),
);
