import type { IncomingMessage } from 'node:http';
import { type DocumentNode, execute, type GraphQLSchema } from 'graphql';
import { createYoga, isAsyncIterable, type Plugin } from 'graphql-yoga';
import type { Credentials, Viewer } from '../../app/index.ts';
import { AppError, jsonLengthUpTo } from '../../kernel/index.ts';
import { acceptableAnswers } from './acceptable-answer.ts';
import { createDocumentCache } from './document-cache.ts';
import { httpError, type MaskError } from './error-mask.ts';
import type { OpenStreams } from './open-streams.ts';
import { readJsonBody } from './request-body.ts';
import type { RightsWatch } from './rights-watch.ts';
import type { BytesApi } from './serve-bytes.ts';
import { subscribe } from './subscribe.ts';
import type { TransportLimits } from './transport-limits.ts';

export const graphqlPath = '/graphql';

/** What is served, transports aside. */
export interface Api<Context extends object> extends BytesApi {
  readonly schema: GraphQLSchema;
  /** @throws GraphQLError for a syntax error; AppError where the text is beyond a limit */
  parse(text: string): DocumentNode;
  /** For one operation; for each a new one. */
  contextOf(viewer: Viewer, correlationId: string): Context;
  readonly maskError: MaskError;
}

/** What a transport knows of one operation. */
interface Transport {
  readonly request: IncomingMessage;
  readonly credentials: Credentials;
  /** Whom they are, looked up before anything of the operation is read. */
  readonly identity: Viewer;
  readonly correlationId: string;
  /** Where its subscription belongs. */
  readonly streams: OpenStreams;
}

export interface TransportContext {
  readonly transport: Transport;
}

type HandlerLimits = Pick<
  TransportLimits,
  'mostBodyBytes' | 'mostSubscriptionCharacters' | 'mostAnswerCharacters'
>;

export interface GraphqlHandlerParts<Context extends object> {
  readonly api: Api<Context>;
  readonly rights: RightsWatch;
  readonly mask: MaskError;
  readonly limits: HandlerLimits;
}

export type GraphqlHandler = ReturnType<typeof createGraphqlHandler>;

/** Executes the operations of every transport, with the same rights, limits and masks. */
export function createGraphqlHandler<Context extends object>(parts: GraphqlHandlerParts<Context>) {
  const { api, rights, mask, limits } = parts;
  return createYoga<TransportContext, TransportContext>({
    schema: api.schema,
    graphqlEndpoint: graphqlPath,
    landingPage: false,
    graphiql: false,
    cors: false,
    multipart: false,
    batching: false,
    // The body is read here, within its limit.
    maxRequestBodySize: false,
    maskedErrors: { maskError: mask },
    logging: false,
    parserAndValidationCache: createDocumentCache(),
    context: ({ transport }) => ({
      ...api.contextOf(transport.identity, transport.correlationId),
      transport,
    }),
    plugins: [
      engine(api, limits, mask),
      maskedValidation(mask),
      bodies(limits.mostBodyBytes),
      smallSubscriptions(limits.mostSubscriptionCharacters, mask),
      guardedStreams(rights),
      acceptableAnswers(mask),
    ],
  });
}

/** GraphQL's own executor: what the schema asks of an operation, it must be told in the form that GraphQL has. */
function engine({ parse }: Pick<Api<object>, 'parse'>, limits: HandlerLimits, mask: MaskError): Plugin {
  const { mostAnswerCharacters: most } = limits;
  return {
    onParse: ({ setParseFn }) => {
      setParseFn((source: string | { readonly body: string }) =>
        parse(typeof source === 'string' ? source : source.body),
      );
    },
    onExecute: ({ setExecuteFn }) =>
      setExecuteFn(async (args) => {
        const result = await execute(args);
        return jsonLengthUpTo(result, most) <= most ? result : { errors: [mask(answerRefused(most))] };
      }),
    onSubscribe: ({ setSubscribeFn }) => setSubscribeFn(subscribe),
  };
}

/** One value under many names is small in memory, and beyond all bounds as text. */
function answerRefused(most: number): AppError {
  return new AppError(
    'limit/operation',
    `the answer is longer than ${most} characters: ask for less at once`,
  );
}

/** Yoga masks all errors but these. */
function maskedValidation(mask: MaskError): Plugin {
  return {
    onValidate:
      () =>
      ({ valid, result, setResult }) => {
        if (!valid) setResult(result.map(mask));
      },
  };
}

function bodies(mostBodyBytes: number): Plugin<object, TransportContext> {
  return {
    onRequestParse: ({ request, requestParser, serverContext, setRequestParser }) => {
      if (request.method === 'POST') {
        setRequestParser(() => readJsonBody(serverContext.transport.request, mostBodyBytes));
      } else if (requestParser) {
        setRequestParser(async (given) => {
          try {
            return await requestParser(given);
          } catch {
            const message = 'variables and extensions in the address must be valid JSON';
            throw httpError(400, new AppError('input/invalid', message));
          }
        });
      }
    },
  };
}

/** What was sent for a subscription stays in memory as long as it is open. */
function smallSubscriptions(most: number, mask: MaskError): Plugin<TransportContext> {
  return {
    onSubscribe: ({ args, setResultAndStopExecution }) => {
      if (jsonLengthUpTo(args.contextValue.params, most) <= most) return;
      const message = `a subscription has at most ${most} characters, with its variables: send less`;
      setResultAndStopExecution({ errors: [mask(new AppError('limit/operation', message))] });
    },
  };
}

/** Every subscription ends with its connection, and with the rights of who began it. */
function guardedStreams(rights: RightsWatch): Plugin<TransportContext> {
  return {
    onSubscribe: ({ args }) => ({
      onSubscribeResult: ({ result, setResult }) => {
        if (!isAsyncIterable(result)) return;
        const { streams, credentials, identity } = args.contextValue.transport;
        setResult(streams.add(rights.watch(credentials, identity, result)));
      },
    }),
  };
}
