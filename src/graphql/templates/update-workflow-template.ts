import type { UpdateTemplateInput } from '../../app/index.ts';
import { builder } from '../builder.ts';
import { jsonObject } from '../json-object.ts';
import { mutationResult } from '../mutation-result.ts';
import { expensive } from '../operation-limits.ts';
import { categoryText, documentText, requirementFields, requirementsIn } from './template-fields.ts';
import { templateSuccess } from './template-success.ts';

const UpdateWorkflowTemplateInput = builder.inputType('UpdateWorkflowTemplateInput', {
  description: 'What to change. Fields that are left out stay as they are.',
  fields: (t) => ({
    id: t.id({ required: true, description: 'The template.' }),
    expectedVersion: t.int({
      required: true,
      description:
        'Its `version` as you have read it: if it has changed since, the answer is a ConflictError.',
    }),
    name: t.string({ description: 'Its name, for people.' }),
    description: t.string({ description: 'What it is for.' }),
    category: t.string({ description: categoryText }),
    tags: t.stringList({ description: 'Words to find it by: at most 20, of 1 to 50 characters each.' }),
    isPublic: t.boolean({ description: 'Others may read and execute it.' }),
    graph: t.field({ type: 'JSON', description: documentText }),
    parameters: t.field({ type: 'JSON', description: 'JSON Schema of its parameters.' }),
    ...requirementFields(t),
  }),
});

const result = mutationResult(
  templateSuccess('UpdateWorkflowTemplateSuccess', 'The template was changed.', 'The template as it is now.'),
  ['ValidationError', 'NotFoundError', 'ConflictError'],
);

builder.mutationField('updateWorkflowTemplate', (t) =>
  t.field({
    type: result.type,
    complexity: expensive,
    args: { input: t.arg({ type: UpdateWorkflowTemplateInput, required: true, description: 'The change.' }) },
    description:
      'Changes one of your own templates. Executions and definitions that were made from it stay as they are.',
    resolve: (_, { input }, { app, viewer }) =>
      result.answer(async () => ({
        template: await app.updateTemplate(viewer, {
          id: input.id,
          expectedVersion: input.expectedVersion,
          changes: changesOf(input),
        }),
      })),
  }),
);

/** Null is what was left out. */
function changesOf(input: typeof UpdateWorkflowTemplateInput.$inferInput): UpdateTemplateInput['changes'] {
  const { name, description, category, tags, isPublic, graph } = input;
  const parameters = jsonObject(input.parameters, 'parameters');
  return {
    ...(typeof name === 'string' ? { name } : {}),
    ...(typeof description === 'string' ? { description } : {}),
    ...(typeof category === 'string' ? { category } : {}),
    ...(tags ? { tags } : {}),
    ...(typeof isPublic === 'boolean' ? { isPublic } : {}),
    ...(graph === undefined || graph === null ? {} : { graph }),
    ...(parameters === null ? {} : { parameters }),
    ...requirementsIn(input),
  };
}
