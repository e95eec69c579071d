import { createClient as createSseClient } from 'graphql-sse';
import { createClient as createWebSocketClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import type { ServerUnderTest } from './server-under-test.ts';

/** One result of a subscription. */
interface Result {
  readonly data?: unknown;
  readonly errors?: readonly {
    readonly message: string;
    readonly extensions?: { readonly code?: unknown };
  }[];
}

interface Subscriber {
  subscribe(query: string): AsyncIterableIterator<Result>;
  /** Ends the connection. */
  dispose(): void;
}

type Transport = (under: ServerUnderTest, apiKey?: string) => Subscriber;

/** The standard client of `graphql-transport-ws`. It does not come back by itself. */
const overWebSocket: Transport = (under, apiKey) => {
  const client = createWebSocketClient({
    url: under.webSocket,
    webSocketImpl: WebSocket,
    retryAttempts: 0,
    connectionParams: apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` },
  });
  return {
    subscribe: (query) => client.iterate<Record<string, unknown>>({ query }) as AsyncIterableIterator<Result>,
    dispose: () => void client.terminate(),
  };
};

/** The standard client of server-sent events, one connection for each operation. It does not come back by itself. */
export const overServerSentEvents: Transport = (under, apiKey) => {
  const client = createSseClient({
    url: under.graphql,
    retryAttempts: 0,
    headers: apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` },
  });
  return {
    subscribe: (query) => client.iterate<Record<string, unknown>>({ query }) as AsyncIterableIterator<Result>,
    dispose: () => client.dispose(),
  };
};

export const transports: readonly (readonly [string, Transport])[] = [
  ['a WebSocket', overWebSocket],
  ['server-sent events', overServerSentEvents],
];
