import type { StoredSecret } from '../../runtime/ports/secret-store.ts';
import { builder } from '../builder.ts';

export const Secret = builder.objectRef<StoredSecret>('Secret').implement({
  description:
    'A value that workflows send by its name, such as a password or a token. It is stored encrypted, and the API never returns it.',
  fields: (t) => ({
    name: t.exposeString('name', { description: 'What workflows call it: `{ "secret": "name" }`.' }),
    createdAt: t.expose('createdAt', {
      type: 'DateTime',
      description: 'When a secret of this name was first stored.',
    }),
    updatedAt: t.expose('updatedAt', { type: 'DateTime', description: 'When its value was last set.' }),
  }),
});
