import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { renderGraphiQL } from '@graphql-yoga/render-graphiql';
import { createGraphqlHandler, type GraphqlHandlerParts, graphqlPath } from './graphql-handler.ts';
import { mostConnections, serveWebSockets } from './web-socket-server.ts';

const closeGraceMs = 5_000;

export interface HttpServerParts extends GraphqlHandlerParts {
  readonly host: string;
  readonly port: number;
  /** Whether the server can do its work. */
  isReady(): Promise<boolean>;
  /** For Prometheus. */
  metrics(): Promise<string>;
}

export interface HttpServer {
  /** Where it answers, as `http://127.0.0.1:4000`. */
  readonly url: string;
  /** Takes no more, ends every stream, lets requests end for some seconds. Safe to call twice. */
  close(): Promise<void>;
}

/** Serves the API, GraphiQL and what operators look at. @throws where the address is in use or not this machine's */
export async function openHttpServer(parts: HttpServerParts): Promise<HttpServer> {
  const handler = createGraphqlHandler(parts);
  const server = createServer((request, response) => {
    route(request, response, parts, handler).catch((cause: unknown) => {
      parts.log.error('a request failed unexpectedly', { cause });
      response.destroy();
    });
  });
  server.maxConnections = mostConnections;
  const webSockets = serveWebSockets(server, handler, parts.log);
  await listening(server, parts);
  let closed: Promise<void> | null = null;
  const close = async (): Promise<void> => {
    const ended = new Promise<void>((resolve) => server.close(() => resolve()));
    await webSockets.close();
    await handler.dispose();
    server.closeIdleConnections();
    const disarm = parts.clock.after(closeGraceMs, () => server.closeAllConnections());
    await ended;
    disarm();
  };
  return {
    url: urlOf(server),
    close: () => {
      closed ??= close();
      return closed;
    },
  };
}

type Handler = ReturnType<typeof createGraphqlHandler>;

async function route(
  request: IncomingMessage,
  response: ServerResponse,
  parts: HttpServerParts,
  handler: Handler,
): Promise<void> {
  const path = request.url?.split('?')[0] ?? '/';
  switch (path) {
    case graphqlPath:
      await handler(request, response, { req: request });
      return;
    case '/graphiql':
      return send(response, 200, 'text/html; charset=utf-8', graphiql());
    case '/':
      response.writeHead(302, { location: '/graphiql' }).end();
      return;
    case '/health':
      return send(response, 200, 'text/plain', 'ok\n');
    case '/ready': {
      const ready = await parts.isReady();
      return send(response, ready ? 200 : 503, 'text/plain', ready ? 'ready\n' : 'not ready\n');
    }
    case '/metrics':
      return send(response, 200, 'text/plain; version=0.0.4; charset=utf-8', await parts.metrics());
    default:
      return send(response, 404, 'text/plain', `nothing is at ${path}: the API is at ${graphqlPath}\n`);
  }
}

function send(response: ServerResponse, status: number, type: string, body: string): void {
  response.writeHead(status, { 'content-type': type, 'x-content-type-options': 'nosniff' }).end(body);
}

let page: string | null = null;

/** The whole page, with its scripts: it loads nothing from anywhere. */
function graphiql(): string {
  page ??= renderGraphiQL({ endpoint: graphqlPath, subscriptionsProtocol: 'WS', title: 'Chatter' });
  return page;
}

function listening(server: Server, { host, port }: HttpServerParts): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host, port }, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function urlOf(server: Server): string {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no address');
  const host = address.family === 'IPv6' ? `[${address.address}]` : address.address;
  return `http://${host}:${address.port}`;
}
