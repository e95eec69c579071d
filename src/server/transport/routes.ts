import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Credentials, Viewer } from '../../app/index.ts';
import { credentialsOf } from './credentials.ts';
import { answersPreflight } from './cross-origin.ts';
import type { MaskError } from './error-mask.ts';
import { graphiqlHeaders, graphiqlPage } from './graphiql-page.ts';
import { type GraphqlHandler, graphqlPath } from './graphql-handler.ts';
import { type LargeRequests, needsRoom } from './large-requests.ts';
import type { OpenStreams } from './open-streams.ts';
import { sendError } from './send-error.ts';
import { sendText } from './send-text.ts';
import { type BytesApi, bytesPath, serveBytes } from './serve-bytes.ts';

/** What operators look at. */
export interface OperatorParts {
  /** Whether the server can do its work. */
  isReady(): Promise<boolean>;
  /** For Prometheus. */
  metrics(): Promise<string>;
}

interface RoutesParts extends OperatorParts {
  readonly api: BytesApi;
  readonly handler: GraphqlHandler;
  readonly large: LargeRequests;
  readonly mostBodyBytes: number;
  readonly mask: MaskError;
  readonly allowedOrigins: readonly string[];
  isClosing(): boolean;
}

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly correlationId: string;
  readonly streams: OpenStreams;
}

type Route = (exchange: Exchange) => Promise<void>;

/** Which path answers what. */
export function createRoutes(parts: RoutesParts): Route {
  const isReady = lookedUpOnce(parts);
  const routes: Readonly<Record<string, Route>> = {
    [graphqlPath]: (exchange) =>
      isVisit(exchange.request) ? showGraphiql(exchange) : serveGraphql(parts, exchange),
    '/graphiql': async ({ response }) => {
      response.writeHead(200, graphiqlHeaders).end(await graphiqlPage());
    },
    '/': showGraphiql,
    '/health': async ({ response }) => sendText(response, 200, 'ok\n'),
    '/ready': async ({ response }) => {
      const ready = !parts.isClosing() && (await isReady());
      sendText(response, ready ? 200 : 503, ready ? 'ready\n' : 'not ready\n');
    },
    '/metrics': (exchange) => serveMetrics(parts, exchange),
  };
  return async (exchange) => {
    const { url = '/', headers } = exchange.request;
    if (!URL.canParse(url, `http://${headers.host ?? 'localhost'}`)) {
      return sendText(exchange.response, 400, 'the path or the host of the request is malformed\n');
    }
    const path = url.split('?')[0] ?? '/';
    const route = Object.hasOwn(routes, path) ? routes[path] : undefined;
    if (route) return route(exchange);
    if (path.startsWith(bytesPath)) return serveBytes(parts, exchange);
    sendText(exchange.response, 404, `nothing is here: the API is at ${graphqlPath}\n`);
  };
}

/** Somebody has typed the address into a browser: clients bring an operation, and want no page. */
function isVisit({ method, url, headers }: IncomingMessage): boolean {
  return method === 'GET' && url === graphqlPath && (headers.accept ?? '').includes('text/html');
}

async function showGraphiql({ response }: Exchange): Promise<void> {
  response.writeHead(302, { location: '/graphiql' }).end();
}

/** Anybody may ask, as often as he likes: all who ask at the same time share one look at the database. */
function lookedUpOnce({ isReady }: OperatorParts): () => Promise<boolean> {
  let looking: Promise<boolean> | null = null;
  return () => {
    looking ??= isReady()
      .catch(() => false)
      .finally(() => {
        looking = null;
      });
    return looking;
  };
}

async function serveGraphql(parts: RoutesParts, exchange: Exchange): Promise<void> {
  const { request, response, correlationId, streams } = exchange;
  if (answersPreflight(request, response, parts.allowedOrigins)) return;
  let credentials: Credentials;
  let identity: Viewer;
  try {
    credentials = credentialsOf(request, parts.allowedOrigins);
    // Nothing is read, kept or parsed for whoever may not ask.
    identity = await parts.api.authenticate(credentials);
  } catch (error) {
    return sendError(parts.mask, response, error);
  }
  await enter(parts, identity, exchange);
  const transport = { request, credentials, identity, correlationId, streams };
  await parts.handler(request, response, { transport });
}

/** Waits until there is room for what the request brings. Who does not say how much that is may bring the most. */
async function enter(
  { large, mostBodyBytes }: RoutesParts,
  { ownerId }: Viewer,
  { request, response }: Exchange,
): Promise<void> {
  if (request.method !== 'POST') return;
  const bytes = Math.min(Number(request.headers['content-length'] ?? mostBodyBytes), mostBodyBytes);
  if (!needsRoom(bytes)) return;
  const leave = await large.enter(ownerId, bytes);
  if (response.closed) leave();
  else response.once('close', leave);
}

/** Open to this machine, like the API without a key; others bring one. */
async function serveMetrics(parts: RoutesParts, { request, response }: Exchange): Promise<void> {
  try {
    const credentials = credentialsOf(request, parts.allowedOrigins);
    if (credentials.apiKey !== null || !credentials.loopback) await parts.api.authenticate(credentials);
  } catch (error) {
    return sendError(parts.mask, response, error);
  }
  const text = await parts.metrics();
  response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' }).end(text);
}
