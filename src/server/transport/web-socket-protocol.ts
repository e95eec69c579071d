import type { IncomingMessage } from 'node:http';
import type { ExecutionArgs, execute, GraphQLError, subscribe } from 'graphql';
import { type Context, makeServer, type SubscribePayload } from 'graphql-ws';
import type { Credentials, Viewer } from '../../app/index.ts';
import { AppError } from '../../kernel/index.ts';
import { credentialsOf } from './credentials.ts';
import { type MaskError, withoutHttp } from './error-mask.ts';
import type { GraphqlHandler } from './graphql-handler.ts';
import type { TransportLimits } from './transport-limits.ts';
import type { WebSocketConnection } from './web-socket-connection.ts';

export interface ProtocolParts {
  readonly handler: GraphqlHandler;
  authenticate(credentials: Credentials): Promise<Viewer>;
  readonly mask: MaskError;
  readonly allowedOrigins: readonly string[];
  readonly limits: TransportLimits;
}

/** The connection, and the request that opened it. */
export interface Opened {
  readonly connection: WebSocketConnection;
  readonly request: IncomingMessage;
}

type Parameters = Readonly<Record<string, unknown>> | undefined;
type Connected = Context<Record<string, unknown> | undefined, Opened>;

interface Executors {
  readonly execute: typeof execute;
  readonly subscribe: typeof subscribe;
}

const tryAgainLater = 1013;
const unauthorized = 4401;

/** `graphql-transport-ws`, each operation through the same handler as over HTTP. */
export function createProtocol(parts: ProtocolParts) {
  const { handler, mask, limits, allowedOrigins, authenticate } = parts;
  /** By the context of an operation, which is its own. */
  const executors = new WeakMap<object, Executors>();
  const executorsOf = ({ contextValue }: ExecutionArgs): Executors => {
    const found = executors.get(Object(contextValue));
    if (!found) throw new Error('the operation was not prepared');
    return found;
  };
  const prepared = async (context: Connected, params: SubscribePayload) => {
    const { connection, request } = context.extra;
    requireFewer(context, limits.mostOperations);
    const credentials = credentialsOf(request, allowedOrigins, context.connectionParams);
    const identity = await authenticate(credentials);
    const { correlationId, streams } = connection;
    const transport = { request, credentials, identity, correlationId, streams };
    const enveloped = handler.getEnveloped({ transport, params });
    const document = enveloped.parse(params.query);
    const errors: readonly GraphQLError[] = enveloped.validate(enveloped.schema, document);
    if (errors.length > 0) return errors;
    const contextValue: object = await enveloped.contextFactory();
    executors.set(contextValue, enveloped);
    const { operationName, variables: variableValues } = params;
    return { schema: enveloped.schema, document, contextValue, operationName, variableValues };
  };
  return makeServer<Record<string, unknown> | undefined, Opened>({
    connectionInitWaitTimeout: limits.initialisationMs,
    onConnect: ({ extra, connectionParams }) => admit(parts, extra, connectionParams),
    onSubscribe: (context, _, params) => prepared(context, params).catch((error) => [mask(error)]),
    execute: (args) => executorsOf(args).execute(args),
    subscribe: (args) => executorsOf(args).subscribe(args),
    onNext: (_context, _id, _payload, _args, { errors, data }) =>
      errors && { ...(data === undefined ? {} : { data }), errors: errors.map(withoutHttp) },
    // What a stream has thrown comes wrapped.
    onError: (_context, _id, _payload, errors) =>
      errors.map((error) => withoutHttp(mask(error.cause ?? error))),
  });
}

/** Whether the client may stay. It is asked again at every operation: this only tells a wrong key early. */
async function admit(
  { authenticate, allowedOrigins }: ProtocolParts,
  { connection, request }: Opened,
  parameters: Parameters,
): Promise<boolean> {
  try {
    connection.admit(await authenticate(credentialsOf(request, allowedOrigins, parameters)));
    return true;
  } catch (error) {
    if (AppError.is(error, 'forbidden')) return false;
    // Clients do not try again with a key that is wrong; with a server that cannot tell, they do.
    if (AppError.is(error, 'unauthenticated')) connection.close(unauthorized, 'Unauthorized');
    else connection.close(tryAgainLater, 'Try again later');
    return false;
  }
}

/** @throws AppError `limit/operation` */
function requireFewer({ subscriptions }: Connected, most: number): void {
  if (Object.keys(subscriptions).length <= most) return;
  const message = `the connection has ${most} operations open: end one first, or open another connection`;
  throw new AppError('limit/operation', message);
}
