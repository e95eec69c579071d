import type { ImportFinding as ImportFindingShape, ImportSeverity } from '../../graph/index.ts';
import type { StoredTemplate } from '../../runtime/ports/template-store.ts';
import { builder } from '../builder.ts';
import { mutationResult } from '../mutation-result.ts';
import { expensive } from '../operation-limits.ts';
import { WorkflowTemplate } from './workflow-template.ts';

const ImportFindingSeverity = builder.enumType('ImportFindingSeverity', {
  description: 'How much a finding of an import matters.',
  values: {
    INFO: { value: 'info', description: 'It is written differently now, and means the same.' },
    WARNING: { value: 'warning', description: 'It was changed or left out: look whether that is right.' },
    ERROR: { value: 'error', description: 'It could not be converted: it must be written anew.' },
  } as const satisfies Readonly<
    Record<string, { readonly value: ImportSeverity; readonly description: string }>
  >,
});

const ImportFinding = builder.objectRef<ImportFindingShape>('ImportFinding').implement({
  description: 'Something that an import has changed, left out or could not read.',
  fields: (t) => ({
    path: t.exposeString('path', { description: 'Its place in what was imported: `nodes.2.data.config`.' }),
    severity: t.expose('severity', { type: ImportFindingSeverity, description: 'How much it matters.' }),
    message: t.exposeString('message', { description: 'What was done, and why. For people.' }),
    suggestion: t.string({
      nullable: true,
      description: 'What was probably meant, ready to be written in its place.',
      resolve: ({ suggestion }) => suggestion ?? null,
    }),
  }),
});

interface Imported {
  readonly template: StoredTemplate;
  readonly merged: boolean;
  readonly report: readonly ImportFindingShape[];
}

const result = mutationResult(
  builder.objectRef<Imported>('ImportWorkflowTemplateSuccess').implement({
    description: 'The template was saved.',
    fields: (t) => ({
      template: t.expose('template', { type: WorkflowTemplate, description: 'The template as it is now.' }),
      merged: t.exposeBoolean('merged', {
        description: "One's own template was changed; false: one was added.",
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
    overrideName: t.string({ description: 'What it is called here; as in the file where it is left out.' }),
    merge: t.boolean({
      defaultValue: false,
      description: "Changes one's own template of this name, where there is one, instead of adding another.",
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
