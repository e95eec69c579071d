import type { UsageEntry as UsageEntryShape } from '../../runtime/ports/event-log.ts';
import { builder } from '../builder.ts';
import { connectionOf } from '../connection.ts';
import { Usage } from '../usage.ts';

const UsageEntry = builder.objectRef<UsageEntryShape>('UsageEntry').implement({
  description: 'One model call, as it was recorded.',
  fields: (t) => ({
    id: t.exposeID('id', { description: 'Names the entry.' }),
    path: t.exposeString('path', { description: 'The visit of the node that called: `refine[2]/answer`.' }),
    attempt: t.exposeInt('attempt', { description: 'Its attempt, from 1.' }),
    at: t.expose('at', { type: 'DateTime', description: 'When the call ended.' }),
    provider: t.exposeString('provider', { description: 'The provider.' }),
    model: t.exposeString('model', { description: 'The model.' }),
    usage: t.expose('usage', { type: Usage, description: 'What it used.' }),
    priceVersion: t.exposeString('priceVersion', {
      nullable: true,
      description: 'The price that its cost was counted with, in words; null: none was known.',
    }),
  }),
});

export const UsageEntryConnection = connectionOf(UsageEntry);
