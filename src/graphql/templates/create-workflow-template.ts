import { builder } from '../builder.ts';
import { DefinitionTargetInput } from '../executions/execution-target.ts';
import { jsonObject } from '../json-object.ts';
import { mutationResult } from '../mutation-result.ts';
import { expensive } from '../operation-limits.ts';
import { categoryText, documentText, requirementFields, requirementsIn } from './template-fields.ts';
import { templateSuccess } from './template-success.ts';

const CreateWorkflowTemplateInput = builder.inputType('CreateWorkflowTemplateInput', {
  description: 'A template to save: its workflow is a `graph`, or the one of a `definition`.',
  fields: (t) => ({
    name: t.string({ required: true, description: 'Its name for people: 1 to 255 characters.' }),
    description: t.string({ required: true, description: 'What it is for.' }),
    category: t.string({ description: `${categoryText} By default, it is \`custom\`.` }),
    tags: t.stringList({ description: 'Words to find it by: at most 20, of 1 to 50 characters each.' }),
    isPublic: t.boolean({ defaultValue: false, description: 'Others may read and execute it.' }),
    graph: t.field({ type: 'JSON', description: documentText }),
    definition: t.field({ type: DefinitionTargetInput, description: 'Has its graph from this definition.' }),
    parameters: t.field({
      type: 'JSON',
      description: 'JSON Schema of its parameters; by default, it has none.',
    }),
    ...requirementFields(t),
    baseTemplateId: t.id({ description: 'The template that it was made from.' }),
  }),
});

const result = mutationResult(
  templateSuccess('CreateWorkflowTemplateSuccess', 'The template was saved.', 'The new template.'),
  ['ValidationError', 'NotFoundError', 'InvalidStateError'],
);

type Input = typeof CreateWorkflowTemplateInput.$inferInput;

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
          graph: input.graph ?? null,
          ...definitionOf(input),
          parameters: jsonObject(input.parameters, 'parameters'),
          ...requirementsIn(input),
          baseTemplateId: input.baseTemplateId ?? null,
        }),
      })),
  }),
);

function definitionOf({ definition }: Input) {
  if (!definition) return {};
  const { id, version, draft } = definition;
  return { definition: { id, version: version ?? null, draft: draft ?? false } };
}
