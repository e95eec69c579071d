import type { ImportedWorkflow } from '../../app/index.ts';
import { builder } from '../builder.ts';
import { ImportFinding } from '../import-finding.ts';
import { mutationResult } from '../mutation-result.ts';
import { expensive } from '../operation-limits.ts';
import { WorkflowDefinition } from './workflow-definition.ts';

const result = mutationResult(
  builder.objectRef<ImportedWorkflow>('ImportWorkflowSuccess').implement({
    description: 'The workflow was saved.',
    fields: (t) => ({
      definition: t.expose('definition', { type: WorkflowDefinition, description: 'The new definition.' }),
      report: t.field({
        type: [ImportFinding],
        description: 'What was changed or left out on the way: at most a few hundred findings.',
        resolve: ({ report }) => report,
      }),
    }),
  }),
  ['ValidationError'],
);

builder.mutationField('importWorkflow', (t) =>
  t.field({
    type: result.type,
    complexity: expensive,
    args: {
      input: t.arg({
        type: builder.inputType('ImportWorkflowInput', {
          description: 'A workflow that was exported, here or elsewhere.',
          fields: (i) => ({
            workflow: i.field({
              type: 'JSON',
              required: true,
              description:
                'What `exportWorkflow` gave, the document of a workflow, or what the former system exported; as JSON, or as its text.',
            }),
            name: i.string({ description: 'Its name here; by default, the one in the file.' }),
          }),
        }),
        required: true,
        description: 'The workflow.',
      }),
    },
    description:
      'Saves an exported workflow as the draft of a new, private definition: all of it, or nothing.',
    resolve: (_, { input }, { app, viewer }) =>
      result.answer(() =>
        app.importWorkflow(viewer, { file: input.workflow ?? null, name: input.name ?? null }),
      ),
  }),
);
