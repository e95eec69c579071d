import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Clock } from '../../runtime/ports/clock.ts';
import type { ServerLog } from '../../runtime/ports/server-log.ts';
import { correlationIdOf, currentCorrelationId } from './correlation-id.ts';
import { createErrorMask } from './error-mask.ts';
import { type Api, createGraphqlHandler } from './graphql-handler.ts';
import { LargeRequests } from './large-requests.ts';
import { OpenAnswers } from './open-answers.ts';
import { RightsWatch } from './rights-watch.ts';
import { createRoutes, type OperatorParts } from './routes.ts';
import { type TransportLimits, transportLimits } from './transport-limits.ts';
import { serveWebSockets } from './web-sockets.ts';

export interface HttpServerParts<Context extends object> extends OperatorParts {
  readonly api: Api<Context>;
  readonly host: string;
  readonly port: number;
  /** Pages of these may use the server: `https://chat.example.com`. */
  readonly allowedOrigins?: readonly string[];
  readonly limits?: Partial<TransportLimits>;
  readonly clock: Clock;
  readonly log: ServerLog;
}

export interface HttpServer {
  /** @throws where the address is in use, or not this machine's */
  listen(): Promise<{ /** Where it answers, as `http://127.0.0.1:4000`. */ readonly url: string }>;
  /** Looks at once whether those who have subscriptions open still may: for whoever has taken rights away. */
  recheckRights(): Promise<void>;
  /** Takes no more, ends every stream, lets requests end for some seconds. Safe to call twice. */
  close(): Promise<void>;
}

/** Serves the API over HTTP, server-sent events and WebSockets, GraphiQL, and what operators look at. */
export function createHttpServer<Context extends object>(parts: HttpServerParts<Context>): HttpServer {
  const { api, clock, log, allowedOrigins = [] } = parts;
  const limits = { ...transportLimits, ...parts.limits };
  const authenticate: Api<Context>['authenticate'] = (credentials) => api.authenticate(credentials);
  const mask = createErrorMask(api.maskError, log);
  const rights = new RightsWatch(authenticate, clock, limits.rightsEveryMs);
  const handler = createGraphqlHandler({ api, rights, mask, limits });
  const large = new LargeRequests(limits);
  const answers = new OpenAnswers(limits, clock);
  const state = { closing: false };
  const route = createRoutes({
    ...parts,
    handler,
    large,
    mostBodyBytes: limits.mostBodyBytes,
    mask,
    allowedOrigins,
    isClosing: () => state.closing,
  });

  const answer = (request: IncomingMessage, response: ServerResponse): void => {
    const streams = answers.add(request.socket, response);
    if (streams === null) {
      request.socket.destroy();
      return;
    }
    response.once('close', () => {
      if (state.closing) server.closeIdleConnections();
    });
    const correlationId = correlationIdOf(request.headers);
    response.setHeader('x-request-id', correlationId);
    currentCorrelationId.run(correlationId, () => {
      route({ request, response, correlationId, streams }).catch((error: unknown) => {
        log.error('a request failed unexpectedly', { error, correlationId });
        response.destroy();
      });
    });
  };

  const server = createServer(
    { headersTimeout: limits.headersMs, connectionsCheckingInterval: limits.headersMs / 4 },
    answer,
  );
  server.maxConnections = limits.mostConnections;
  server.timeout = limits.silenceMs;
  server.keepAliveTimeout = limits.idleMs;
  const webSockets = serveWebSockets(server, {
    handler,
    authenticate,
    mask,
    allowedOrigins,
    limits,
    large,
    clock,
    log,
  });

  const close = async (): Promise<void> => {
    state.closing = true;
    const ended = new Promise<void>((resolve) => server.close(() => resolve()));
    webSockets.goAway();
    answers.cutStreams();
    server.closeIdleConnections();
    const disarm = clock.after(limits.closeGraceMs, () => {
      webSockets.terminate();
      server.closeAllConnections();
    });
    await ended;
    disarm();
  };
  let closed: Promise<void> | null = null;
  return {
    listen: async () => {
      await listening(server, parts);
      return { url: urlOf(server) };
    },
    recheckRights: () => rights.check(),
    close: () => {
      closed ??= close();
      return closed;
    },
  };
}

function listening(server: Server, { host, port }: { host: string; port: number }): Promise<void> {
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
