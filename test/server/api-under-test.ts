import { GraphQLInt, GraphQLNonNull, GraphQLObjectType, GraphQLSchema, GraphQLString } from 'graphql';
import type { Credentials, FindBytesInput, StoredBytes, Viewer } from '../../src/app/index.ts';
import { maskError, parseOperation } from '../../src/graphql/index.ts';
import { AppError } from '../../src/kernel/index.ts';
import type { Api } from '../../src/server/transport/graphql-handler.ts';
import { LiveSource } from './live-source.ts';

interface TestContext {
  readonly viewer: Viewer;
  readonly correlationId: string;
}

export const goodKey = 'good-key';
const localViewer: Viewer = { ownerId: 'local', role: 'admin' };

/** A small API of which the test controls everything: who may use it, and what its streams give. */
export class ApiUnderTest implements Api<TestContext> {
  readonly ticks = new LiveSource<string>();
  /** While it is there, requests without it are refused. */
  readonly keys = new Map<string, Viewer>();
  /** By owner and hash. */
  readonly files = new Map<string, StoredBytes>();
  /** What authentication fails with, whoever asks. */
  outage: Error | null = null;
  authentications = 0;
  mutations = 0;
  /** Large values that were made. */
  made = 0;
  /** Large streams that are open. */
  making = 0;
  readonly hold = Promise.withResolvers<string>();
  readonly holding = Promise.withResolvers<void>();
  /** What a subscription waits for before it begins. */
  beforeSubscribe: Promise<void> = Promise.resolve();
  readonly subscribing = Promise.withResolvers<void>();
  readonly maskError = maskError;
  readonly parse = parseOperation;
  readonly schema: GraphQLSchema = this.#schema();

  async authenticate({ apiKey, loopback }: Credentials): Promise<Viewer> {
    this.authentications += 1;
    if (this.outage) throw this.outage;
    const viewer = apiKey === null ? null : this.keys.get(apiKey);
    if (viewer) return viewer;
    if (apiKey === null && loopback && this.keys.size === 0) return localViewer;
    throw new AppError('unauthenticated', 'no valid key');
  }

  async findBytes(viewer: Viewer, { hash, ownerId }: FindBytesInput): Promise<StoredBytes | null> {
    return this.files.get(`${ownerId ?? viewer.ownerId}/${hash}`) ?? null;
  }

  contextOf(viewer: Viewer, correlationId: string): TestContext {
    return { viewer, correlationId };
  }

  async *#large(bytes: number): AsyncGenerator<string, void> {
    this.making += 1;
    try {
      for (;;) {
        this.made += 1;
        yield `${this.made}:${'x'.repeat(bytes)}`;
      }
    } finally {
      this.making -= 1;
    }
  }

  #schema(): GraphQLSchema {
    const text = { type: new GraphQLNonNull(GraphQLString) };
    return new GraphQLSchema({
      query: new GraphQLObjectType<unknown, TestContext>({
        name: 'Query',
        fields: {
          hello: { type: GraphQLString, resolve: () => 'world' },
          owner: { type: GraphQLString, resolve: (_, __, { viewer }) => viewer.ownerId },
          correlation: { type: GraphQLString, resolve: (_, __, context) => context.correlationId },
          length: { type: GraphQLInt, args: { text }, resolve: (_, args) => args.text.length },
          repeat: {
            type: GraphQLString,
            args: { bytes: { type: new GraphQLNonNull(GraphQLInt) } },
            resolve: (_, { bytes }) => {
              this.made += 1;
              return 'x'.repeat(bytes);
            },
          },
          absent: {
            type: GraphQLString,
            resolve: () => {
              throw new AppError('execution/not-found', 'no execution has the id 7');
            },
          },
          broken: {
            type: GraphQLString,
            resolve: () => {
              throw new Error('password=hunter2 in /srv/secret.ts');
            },
          },
          held: {
            type: GraphQLString,
            resolve: () => {
              this.holding.resolve();
              return this.hold.promise;
            },
          },
        },
      }),
      mutation: new GraphQLObjectType({
        name: 'Mutation',
        fields: {
          touch: {
            type: GraphQLInt,
            resolve: () => {
              this.mutations += 1;
              return this.mutations;
            },
          },
        },
      }),
      subscription: new GraphQLObjectType({
        name: 'Subscription',
        fields: {
          ticks: {
            ...text,
            subscribe: async () => {
              this.subscribing.resolve();
              await this.beforeSubscribe;
              return this.ticks.read();
            },
            resolve: (value) => value,
          },
          large: {
            ...text,
            args: { bytes: { type: new GraphQLNonNull(GraphQLInt) } },
            subscribe: (_, { bytes }) => this.#large(bytes),
            resolve: (value) => value,
          },
        },
      }),
    });
  }
}
