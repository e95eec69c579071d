import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Clock } from '../../runtime/ports/clock.ts';
import type { ServerLog } from '../../runtime/ports/server-log.ts';
import { correlationIdOf, currentCorrelationId } from './correlation-id.ts';
import { createErrorMask } from './error-mask.ts';
import { type Api, createGraphqlHandler } from './graphql-handler.ts';
import { OpenStreams } from './open-streams.ts';
import { Pipelines } from './pipelines.ts';
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
  const handler = createGraphqlHandler({ api, rights, mask, mostBodyBytes: limits.mostBodyBytes });
  /** What is being answered, each with its streams. */
  const answering = new Map<ServerResponse, OpenStreams>();
  const pipelines = new Pipelines(limits.mostPipelined);
  const state = { closing: false };
  const route = createRoutes({ ...parts, handler, mask, allowedOrigins, isClosing: () => state.closing });

  const answer = (request: IncomingMessage, response: ServerResponse): void => {
    const { socket } = request;
    if (!pipelines.begin(socket)) {
      socket.destroy();
      return;
    }
    const streams = new OpenStreams();
    answering.set(response, streams);
    response.once('close', () => {
      answering.delete(response);
      pipelines.end(socket);
      streams.end();
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
  const stopLimiting = limitSilence(answering, clock, limits.silenceMs);
  const webSockets = serveWebSockets(server, {
    handler,
    authenticate,
    mask,
    allowedOrigins,
    limits,
    clock,
    log,
  });

  const close = async (): Promise<void> => {
    state.closing = true;
    stopLimiting();
    const ended = new Promise<void>((resolve) => server.close(() => resolve()));
    webSockets.goAway();
    for (const [response, streams] of answering) {
      // Cut, not completed: the client must not take the stream for ended, but come back.
      if (streams.size > 0) response.destroy();
    }
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

/** Gives connections their bound again from time to time: Yoga takes it off when it begins to answer. */
function limitSilence(answering: ReadonlyMap<ServerResponse, unknown>, clock: Clock, mostMs: number) {
  let disarm = (): void => undefined;
  const limit = (): void => {
    for (const { socket } of answering.keys()) if (socket?.timeout === 0) socket.setTimeout(mostMs);
    disarm = clock.after(mostMs, limit);
  };
  limit();
  return () => disarm();
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
