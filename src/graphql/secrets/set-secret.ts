import type { StoredSecret } from '../../runtime/ports/secret-store.ts';
import { builder } from '../builder.ts';
import { mutationResult } from '../mutation-result.ts';
import { expensive } from '../operation-limits.ts';
import { Secret } from './secret.ts';

const set = mutationResult(
  builder.objectRef<{ readonly secret: StoredSecret }>('SetSecretSuccess').implement({
    description: 'The secret was stored.',
    fields: (t) => ({
      secret: t.expose('secret', { type: Secret, description: 'What the API shows of it.' }),
    }),
  }),
  ['ValidationError', 'InvalidStateError'],
);

const SetSecretInput = builder.inputType('SetSecretInput', {
  description: 'A secret to store.',
  fields: (t) => ({
    name: t.string({
      required: true,
      description:
        'What workflows call it: letters, digits, `_` and `-`, 128 at most, a letter or `_` first.',
    }),
    value: t.string({
      required: true,
      description:
        'What is sent in its place: 8 to 10,000 characters. Send it as a variable of the operation.',
    }),
  }),
});

builder.mutationField('setSecret', (t) =>
  t.field({
    type: set.type,
    complexity: expensive,
    args: { input: t.arg({ type: SetSecretInput, required: true, description: 'The secret.' }) },
    description:
      'Stores a secret, encrypted. It replaces the value that you had stored under this name; executions send the new one from their next request on.',
    resolve: (_, { input }, { app, viewer }) =>
      set.answer(async () => ({ secret: await app.setSecret(viewer, input) })),
  }),
);
