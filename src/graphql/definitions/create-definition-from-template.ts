import { builder } from '../builder.ts';
import { jsonObject } from '../json-object.ts';
import { mutationResult } from '../mutation-result.ts';
import { expensive } from '../operation-limits.ts';
import { definitionSuccess } from './definition-success.ts';

const result = mutationResult(
  definitionSuccess(
    'CreateDefinitionFromTemplateSuccess',
    'The definition was saved.',
    'The new definition.',
  ),
  ['ValidationError', 'NotFoundError'],
);

builder.mutationField('createDefinitionFromTemplate', (t) =>
  t.field({
    type: result.type,
    complexity: expensive,
    args: {
      input: t.arg({
        type: builder.inputType('CreateDefinitionFromTemplateInput', {
          description: 'A template, and what to make of it.',
          fields: (i) => ({
            templateId: i.id({ required: true, description: 'The template.' }),
            parameters: i.field({ type: 'JSON', description: 'Values of its parameters, by their names.' }),
            name: i.string({
              description: "The name of the definition; by default, the template's.",
            }),
          }),
        }),
        required: true,
        description: 'The template and its parameters.',
      }),
    },
    description:
      'Saves the graph that a template makes of these parameters as the draft of a new definition.',
    resolve: (_, { input }, { app, viewer }) =>
      result.answer(async () => ({
        definition: await app.createDefinitionFromTemplate(viewer, {
          templateId: input.templateId,
          parameters: jsonObject(input.parameters, 'parameters') ?? {},
          name: input.name ?? null,
        }),
      })),
  }),
);
