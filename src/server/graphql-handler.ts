import type { IncomingMessage } from 'node:http';
import { createYoga, type Plugin } from 'graphql-yoga';
import type { App } from '../app/index.ts';
import {
  createGraphqlContext,
  createSchema,
  type GraphqlContext,
  maskError,
  parseOperation,
} from '../graphql/index.ts';
import { AppError } from '../kernel/index.ts';
import type { Clock } from '../runtime/ports/clock.ts';
import type { ServerLog } from '../runtime/ports/server-log.ts';
import { apiKeyOf, type Caller, callerOf, requireOwnOrigin } from './caller.ts';
import { readJsonBody } from './request-body.ts';
import { type CheckedContext, rightsCheck } from './rights-check.ts';

export const graphqlPath = '/graphql';

/** What the transport knows of an operation: on HTTP the request itself, on a WebSocket also what opened it. */
export interface TransportContext {
  readonly req: IncomingMessage;
  /** What the client of a WebSocket sent to open it. */
  readonly connectionParams?: Readonly<Record<string, unknown>> | undefined;
}

export interface GraphqlHandlerParts {
  readonly app: App;
  readonly clock: Clock;
  readonly log: ServerLog;
}

export type GraphqlHandler = ReturnType<typeof createGraphqlHandler>;

/** Executes operations of every transport, with the same rights, limits and masks. */
export function createGraphqlHandler({ app, clock, log }: GraphqlHandlerParts) {
  return createYoga<TransportContext, GraphqlContext & CheckedContext>({
    schema: createSchema(),
    graphqlEndpoint: graphqlPath,
    landingPage: false,
    graphiql: false,
    cors: false,
    multipart: false,
    batching: false,
    maskedErrors: { maskError: (error) => shownError(error, log) },
    logging: false,
    context: (transport) => contextOf(app, transport),
    plugins: [ownParser, ownBody, rightsCheck(clock)],
  });
}

const ownParser: Plugin = {
  onParse: ({ setParseFn }) => {
    setParseFn((source) => parseOperation(typeof source === 'string' ? source : source.body));
  },
};

const ownBody: Plugin = {
  onRequestParse: ({ request, setRequestParser }) => {
    if (request.method === 'POST') setRequestParser(readJsonBody);
  },
};

async function contextOf(app: App, transport: TransportContext): Promise<GraphqlContext & CheckedContext> {
  const caller = callerOfTransport(transport);
  const viewer = await app.authenticate(caller.credentials);
  const checkRights = async (): Promise<void> => {
    const now = await app.authenticate(caller.credentials);
    if (now.ownerId !== viewer.ownerId || now.role !== viewer.role) throw lostRights();
  };
  return {
    ...createGraphqlContext(app, viewer, caller.correlationId),
    checkRights: () =>
      checkRights().catch((error) => Promise.reject(AppError.is(error) ? lostRights() : error)),
  };
}

function callerOfTransport({ req, connectionParams }: TransportContext): Caller {
  requireOwnOrigin(req);
  const { authorization, apiKey } = connectionParams ?? {};
  const given = authorization ?? apiKey ?? req.headers.authorization;
  return callerOf(req, apiKeyOf(given));
}

function lostRights(): AppError {
  return new AppError('forbidden', 'the rights that this subscription began with are lost: open it again');
}

/** Statuses of errors that end a request before anything ran. */
const statuses: Readonly<Record<string, number>> = {
  unauthenticated: 401,
  forbidden: 403,
  'database/unavailable': 503,
};

/** What a client sees of an error; what was not expected is in the server's log. */
export function shownError(error: unknown, log: ServerLog) {
  const shown = maskError(error);
  const { code } = shown.extensions;
  if (code === 'internal/unexpected')
    log.error('an operation failed unexpectedly', { cause: causeOf(error) });
  const status = httpStatusOf(error) ?? statuses[String(code)];
  if (status !== undefined && !shown.path) shown.extensions.http = { status };
  return shown;
}

function causeOf(error: unknown): unknown {
  return error instanceof Error && 'originalError' in error ? (error.originalError ?? error) : error;
}

function httpStatusOf(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('extensions' in error)) return undefined;
  const { extensions } = error;
  const http =
    typeof extensions === 'object' && extensions !== null && 'http' in extensions ? extensions.http : null;
  return typeof http === 'object' && http !== null && 'status' in http ? Number(http.status) : undefined;
}
