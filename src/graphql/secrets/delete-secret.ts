import { builder } from '../builder.ts';
import { mutationResult } from '../mutation-result.ts';
import { expensive } from '../operation-limits.ts';

const deleted = mutationResult(
  builder.objectRef<{ readonly name: string }>('DeleteSecretSuccess').implement({
    description: 'The secret was deleted.',
    fields: (t) => ({ name: t.exposeString('name', { description: 'The name that it had.' }) }),
  }),
  ['NotFoundError'],
);

builder.mutationField('deleteSecret', (t) =>
  t.field({
    type: deleted.type,
    complexity: expensive,
    args: { name: t.arg.string({ required: true, description: 'Its name.' }) },
    description: 'Deletes one of your own secrets. Nodes that send it fail from now on.',
    resolve: (_, { name }, { app, viewer }) =>
      deleted.answer(async () => {
        await app.deleteSecret(viewer, name);
        return { name };
      }),
  }),
);
