import type { StoredSecret } from '../../runtime/ports/secret-store.ts';
import { builder } from '../builder.ts';

export const Secret = builder.objectRef<StoredSecret>('Secret').implement({
  description:
    'A value that workflows send by its name, as a password or a token. It is kept encrypted, and nothing gives it back.',
  fields: (t) => ({
    name: t.exposeString('name', { description: 'What workflows call it: `{ "secret": "name" }`.' }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When there was one first.' }),
    updatedAt: t.expose('updatedAt', { type: 'DateTime', description: 'Since when it has its value.' }),
  }),
});
