import { builder } from '../builder.ts';
import { mutationResult } from '../mutation-result.ts';
import { expensive } from '../operation-limits.ts';
import { templateSuccess } from './template-success.ts';

const result = mutationResult(
  templateSuccess('DuplicateWorkflowTemplateSuccess', 'The template was copied.', 'The copy.'),
  ['ValidationError', 'NotFoundError'],
);

builder.mutationField('duplicateWorkflowTemplate', (t) =>
  t.field({
    type: result.type,
    complexity: expensive,
    args: {
      id: t.arg.id({ required: true, description: 'The template.' }),
      name: t.arg.string({
        description: 'What the copy is called; as the other, with "(copy)", where it is left out.',
      }),
    },
    description:
      "Makes a private template of one's own from one that the caller may see; `basedOn` names it.",
    resolve: (_, { id, name }, { app, viewer }) =>
      result.answer(async () => ({
        template: await app.duplicateTemplate(viewer, { templateId: id, name: name ?? null }),
      })),
  }),
);
