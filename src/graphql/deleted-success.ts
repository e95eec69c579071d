import { builder } from './builder.ts';

/** What a mutation answers that has removed something. */
export function deletedSuccess(name: string, description: string) {
  return builder.objectRef<{ readonly id: string }>(name).implement({
    description,
    fields: (t) => ({ id: t.exposeID('id', { description: 'The id that it had.' }) }),
  });
}
