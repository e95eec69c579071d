import type { Viewer as ViewerShape } from '../../app/index.ts';
import { builder } from '../builder.ts';

export const ViewerRole = builder.enumType('ViewerRole', {
  description: 'What a caller may do.',
  values: {
    ADMIN: {
      value: 'admin',
      description:
        'Everything with what is their own; to make and revoke keys for others; and to read their executions, their definitions and the figures of all.',
    },
    USER: { value: 'user', description: 'Everything with what is their own.' },
  } as const,
});

const Viewer = builder.objectRef<ViewerShape>('Viewer').implement({
  description: 'On whose behalf an operation runs.',
  fields: (t) => ({
    ownerId: t.exposeID('ownerId', { description: 'The owner of everything that the caller makes.' }),
    role: t.expose('role', { type: ViewerRole, description: 'What the caller may do.' }),
  }),
});

builder.queryField('viewer', (t) =>
  t.field({
    type: Viewer,
    description: 'The caller.',
    resolve: (_, __, { viewer }) => viewer,
  }),
);
