import type { ImportedTemplate } from '../../app/index.ts';
import { builder } from '../builder.ts';
import { ImportFinding } from '../import-finding.ts';
import { mutationResult } from '../mutation-result.ts';
import { expensive } from '../operation-limits.ts';
import { WorkflowTemplate } from './workflow-template.ts';

const result = mutationResult(
  builder.objectRef<ImportedTemplate>('ImportWorkflowTemplateSuccess').implement({
    description: 'The template was saved.',
    fields: (t) => ({
      template: t.expose('template', { type: WorkflowTemplate, description: 'The template as it is now.' }),
      merged: t.exposeBoolean('merged', {
        description: 'True: a template of yours was changed. False: a new one was added.',
      }),
      report: t.field({
        type: [ImportFinding],
        description: 'What was changed or left out on the way: at most a few hundred findings.',
        resolve: ({ report }) => report,
      }),
    }),
  }),
  ['ValidationError', 'NotFoundError', 'ConflictError'],
);

const ImportWorkflowTemplateInput = builder.inputType('ImportWorkflowTemplateInput', {
  description: 'A template that was exported, here or elsewhere.',
  fields: (t) => ({
    template: t.field({
      type: 'JSON',
      required: true,
      description: 'What `exportWorkflowTemplate` gave, or the former system; as JSON, or as its text.',
    }),
    overrideName: t.string({ description: 'Its name here; by default, the one in the file.' }),
    merge: t.boolean({
      defaultValue: false,
      description: 'If you have a template of this name, change it instead of adding another.',
    }),
  }),
});

builder.mutationField('importWorkflowTemplate', (t) =>
  t.field({
    type: result.type,
    complexity: expensive,
    args: {
      input: t.arg({ type: ImportWorkflowTemplateInput, required: true, description: 'The template.' }),
    },
    description: 'Saves an exported template as a private one of the caller: all of it, or nothing.',
    resolve: (_, { input }, { app, viewer }) =>
      result.answer(() =>
        app.importTemplate(viewer, {
          file: input.template ?? null,
          overrideName: input.overrideName ?? null,
          merge: input.merge ?? false,
        }),
      ),
  }),
);
