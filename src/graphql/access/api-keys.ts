import { type CreatedApiKey, pageOfAll } from '../../app/index.ts';
import { encodeCursor } from '../../runtime/cursor.ts';
import type { ApiKey as ApiKeyShape } from '../../runtime/ports/api-key-store.ts';
import { builder } from '../builder.ts';
import { connectionOf, pageArguments, pageCost, pageOf, shownPage } from '../connection.ts';
import { mutationResult } from '../mutation-result.ts';
import { expensive } from '../operation-limits.ts';
import { ViewerRole } from './viewer.ts';

const ApiKey = builder.objectRef<ApiKeyShape>('ApiKey').implement({
  description: 'Lets a program act for an owner. The key itself is shown once, and stored nowhere.',
  fields: (t) => ({
    id: t.exposeID('id', { description: 'Its id. It only names the key, and gives no access.' }),
    ownerId: t.exposeID('ownerId', { description: 'The owner that it acts for.' }),
    name: t.exposeString('name', { description: 'Its name, for people.' }),
    role: t.expose('role', { type: ViewerRole, description: 'What its bearer may do.' }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was made.' }),
    revokedAt: t.expose('revokedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was revoked; null: it is valid.',
    }),
  }),
});

const ApiKeyConnection = connectionOf(ApiKey);

builder.queryField('apiKeys', (t) =>
  t.field({
    type: ApiKeyConnection,
    args: pageArguments(t.arg),
    complexity: (args) => pageCost(args),
    description: "Your own keys, newest first; administrators see everybody's.",
    resolve: async (_, args, { app, viewer }) => {
      const keys = await app.listApiKeys(viewer);
      return shownPage(
        pageOfAll(keys, ({ id }) => encodeCursor(id, 0), pageOf(args)),
        args,
      );
    },
  }),
);

const created = mutationResult(
  builder.objectRef<CreatedApiKey>('CreateApiKeySuccess').implement({
    description: 'The key was made.',
    fields: (t) => ({
      apiKey: t.expose('apiKey', { type: ApiKey, description: 'What the API shows of it from now on.' }),
      key: t.exposeString('key', {
        description: 'The key itself, to be sent as `Authorization: Bearer`. It is shown only this once.',
      }),
    }),
  }),
  ['ValidationError', 'ForbiddenError', 'InvalidStateError'],
);

const CreateApiKeyInput = builder.inputType('CreateApiKeyInput', {
  description: 'A key to make.',
  fields: (t) => ({
    name: t.string({ required: true, description: 'Its name for people: 1 to 255 characters.' }),
    role: t.field({
      type: ViewerRole,
      required: true,
      description: 'What its bearer may do. The first key of a server must be an ADMIN.',
    }),
    ownerId: t.id({
      description: 'The owner that it acts for, if not the caller: any UUID. Administrators only.',
    }),
  }),
});

builder.mutationField('createApiKey', (t) =>
  t.field({
    type: created.type,
    complexity: expensive,
    args: { input: t.arg({ type: CreateApiKeyInput, required: true, description: 'The key.' }) },
    description: 'Makes a key. Once the first key exists, every request needs one.',
    resolve: (_, { input: { name, role, ownerId } }, { app, viewer }) =>
      created.answer(() => app.createApiKey(viewer, { name, role, ownerId: ownerId ?? null })),
  }),
);

const revoked = mutationResult(
  builder.objectRef<ApiKeyShape>('RevokeApiKeySuccess').implement({
    description: 'The key is revoked.',
    fields: (t) => ({
      id: t.exposeID('id', { description: 'The id of the key.' }),
      apiKey: t.field({ type: ApiKey, description: 'The key as it is now.', resolve: (key) => key }),
    }),
  }),
  ['NotFoundError', 'InvalidStateError'],
);

builder.mutationField('revokeApiKey', (t) =>
  t.field({
    type: revoked.type,
    complexity: expensive,
    args: { id: t.arg.id({ required: true, description: 'The id of the key.' }) },
    description: 'Revokes a key, from the next request on. Revoking it again changes nothing.',
    resolve: (_, { id }, { app, viewer }) => revoked.answer(() => app.revokeApiKey(viewer, id)),
  }),
);
