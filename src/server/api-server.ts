import type { App } from '../app/index.ts';
import { createGraphqlContexts, createSchema, maskError, parseOperation } from '../graphql/index.ts';
import { createHttpServer, type HttpServerParts } from './transport/http-server.ts';
import { withFairReads } from './with-fair-reads.ts';

export interface ApiServerParts extends Omit<HttpServerParts<object>, 'api'> {
  readonly app: App;
}

export interface ApiServer {
  /** Where it answers, as `http://127.0.0.1:4000`. */
  readonly url: string;
  /** Takes no more, ends every stream, lets requests end for some seconds. Safe to call twice. */
  close(): Promise<void>;
}

/** Serves Chatter's API. @throws where the address is in use or not this machine's */
export async function openApiServer({ app: useCases, ...parts }: ApiServerParts): Promise<ApiServer> {
  const app = withFairReads(withChangesOfRights(useCases, () => void server.recheckRights()));
  const server = createHttpServer({
    ...parts,
    api: {
      schema: createSchema(),
      parse: parseOperation,
      maskError,
      authenticate: (credentials) => app.authenticate(credentials),
      findBytes: (viewer, input) => app.findBytes(viewer, input),
      contextOf: createGraphqlContexts(app),
    },
  });
  const { url } = await server.listen();
  return { url, close: () => server.close() };
}

/** The same use cases; `onChange` is called when one has given or taken rights. */
function withChangesOfRights(app: App, onChange: () => void): App {
  const told = async <T>(change: Promise<T>): Promise<T> => {
    const changed = await change;
    onChange();
    return changed;
  };
  return {
    ...app,
    createApiKey: (viewer, input) => told(app.createApiKey(viewer, input)),
    revokeApiKey: (viewer, id) => told(app.revokeApiKey(viewer, id)),
  };
}
