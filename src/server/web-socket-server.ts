import type { IncomingMessage, Server } from 'node:http';
import type { ExecutionArgs, execute as graphqlExecute, subscribe as graphqlSubscribe } from 'graphql';
import { useServer } from 'graphql-ws/use/ws';
import { WebSocketServer } from 'ws';
import type { ServerLog } from '../runtime/ports/server-log.ts';
import { requireOwnOrigin } from './caller.ts';
import { type GraphqlHandler, graphqlPath, shownError } from './graphql-handler.ts';
import { mostBodyBytes } from './request-body.ts';

const keepAliveMs = 12_000;
/** Clients that do not say who they are within this time are sent away. */
const initialWaitMs = 5_000;
export const mostConnections = 10_000;

export interface WebSockets {
  /** Ends what is subscribed, and says that the server goes away. */
  close(): Promise<void>;
}

/** Serves `graphql-transport-ws` on the same path as HTTP, through the same handler. */
export function serveWebSockets(server: Server, handler: GraphqlHandler, log: ServerLog): WebSockets {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: mostBodyBytes });
  server.on('upgrade', (request, socket, head) => {
    const path = request.url?.split('?')[0];
    if (path !== graphqlPath || sockets.clients.size >= mostConnections || !isOwnOrigin(request)) {
      const status = path === graphqlPath ? '403 Forbidden' : '404 Not Found';
      socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
      return;
    }
    sockets.handleUpgrade(request, socket, head, (opened) => sockets.emit('connection', opened, request));
  });
  const served = useServer(
    {
      connectionInitWaitTimeout: initialWaitMs,
      execute: (args) => envelopedOf(args).execute(args),
      subscribe: (args) => envelopedOf(args).subscribe(args),
      onSubscribe: async ({ extra, connectionParams }, _id, params) => {
        const transport = { req: extra.request, connectionParams: connectionParams ?? undefined };
        const enveloped = handler.getEnveloped({ ...transport, params });
        const { schema, parse, validate, contextFactory, execute, subscribe } = enveloped;
        try {
          const document = parse(params.query);
          const errors = validate(schema, document);
          if (errors.length > 0) return errors;
          return {
            schema,
            document,
            operationName: params.operationName,
            variableValues: params.variables,
            contextValue: await contextFactory(),
            rootValue: { execute, subscribe },
          };
        } catch (error) {
          return [shownError(error, log)];
        }
      },
      isProd: true,
    },
    sockets,
    keepAliveMs,
  );
  return {
    close: async () => {
      await served.dispose();
      for (const client of sockets.clients) client.terminate();
    },
  };
}

interface Enveloped {
  readonly execute: typeof graphqlExecute;
  readonly subscribe: typeof graphqlSubscribe;
}

/** `onSubscribe` has put them there: those of this very operation. */
function envelopedOf({ rootValue }: ExecutionArgs): Enveloped {
  return rootValue as Enveloped;
}

function isOwnOrigin(request: IncomingMessage): boolean {
  try {
    requireOwnOrigin(request);
    return true;
  } catch {
    return false;
  }
}
