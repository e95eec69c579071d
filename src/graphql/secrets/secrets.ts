import { builder } from '../builder.ts';
import { connectionOf, pageArguments, pageCost, pageOf, shownPage } from '../connection.ts';
import { Secret } from './secret.ts';

const SecretConnection = connectionOf(Secret);

builder.queryField('secrets', (t) =>
  t.field({
    type: SecretConnection,
    args: pageArguments(t.arg),
    complexity: (args) => pageCost(args),
    description: 'Your own secrets, newest first: their names and times, never their values.',
    resolve: async (_, args, { app, viewer }) => shownPage(await app.listSecrets(viewer, pageOf(args)), args),
  }),
);
