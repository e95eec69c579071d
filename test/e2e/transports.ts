import { createClient as createSseClient } from 'graphql-sse';
import { createClient as createWebSocketClient } from 'graphql-ws';
import { WebSocket } from 'ws';

export interface SeenEvent {
  readonly __typename: string;
  readonly sequence: number;
}

export interface Batch {
  readonly cursor: string;
  readonly caughtUp: boolean;
  readonly events: readonly SeenEvent[];
}

const fields = 'cursor caughtUp events { __typename sequence }';

const subscription = `subscription ($id: ID!, $after: Cursor) {
  executionEvents(executionId: $id, after: $after) { ${fields} }
}`;

const page = `query ($id: ID!, $after: Cursor) {
  executionEvents(executionId: $id, after: $after, first: 50, waitMs: 1000) { ${fields} }
}`;

/** What one connection gives: batches until the stream is completed, or an error where the connection breaks. */
export type Transport = (url: string, id: string, after: string | null) => AsyncIterable<Batch>;

interface Result {
  readonly data?: { readonly executionEvents: Batch } | null | undefined;
  readonly errors?: readonly unknown[] | undefined;
}

function batchOf({ data, errors }: Result): Batch {
  if (errors || !data) throw new RefusedError(JSON.stringify(errors));
  return data.executionEvents;
}

/** The server has refused: no broken connection, and no reason to try again. */
export class RefusedError extends Error {
  override readonly name = 'RefusedError';
}

const overWebSocket: Transport = async function* (url, id, after) {
  const client = createWebSocketClient({
    url: url.replace(/^http/, 'ws'),
    webSocketImpl: WebSocket,
    retryAttempts: 0,
  });
  try {
    const results = client.iterate<Result['data'] & {}>({ query: subscription, variables: { id, after } });
    for await (const { data, errors } of results) yield batchOf({ data, errors });
  } finally {
    await client.dispose();
  }
};

const overServerSentEvents: Transport = async function* (url, id, after) {
  const client = createSseClient({ url, retryAttempts: 0 });
  try {
    const results = client.iterate<Result['data'] & {}>({ query: subscription, variables: { id, after } });
    for await (const { data, errors } of results) yield batchOf({ data, errors });
  } finally {
    client.dispose();
  }
};

const ends = /^Execution(Completed|Failed|Cancelled)$/;

const byPolling: Transport = async function* (url, id, after) {
  for (let cursor = after; ; ) {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: page, variables: { id, after: cursor } }),
    });
    const batch = batchOf((await response.json()) as Result);
    yield batch;
    cursor = batch.cursor;
    if (batch.events.some(({ __typename }) => ends.test(__typename))) return;
  }
};

/** Comes back with whatever the variables are by then. */
const comingBack = { retryAttempts: 1000, shouldRetry: () => true };
const atOnce = async () => undefined;

/** Clients that come back by themselves, given variables that move with what they give. */
export const comingBackByThemselves: readonly (readonly [string, Transport])[] = [
  [
    'graphql-ws',
    async function* (url, id, after) {
      const client = createWebSocketClient({
        url: url.replace(/^http/, 'ws'),
        webSocketImpl: WebSocket,
        ...comingBack,
        retryWait: atOnce,
      });
      const variables = { id, after };
      for await (const result of client.iterate<Result['data'] & {}>({ query: subscription, variables })) {
        const batch = batchOf(result);
        variables.after = batch.cursor;
        yield batch;
      }
      await client.dispose();
    },
  ],
  [
    'graphql-sse',
    async function* (url, id, after) {
      const client = createSseClient({ url, ...comingBack, retry: atOnce });
      const variables = { id, after };
      for await (const result of client.iterate<Result['data'] & {}>({ query: subscription, variables })) {
        const batch = batchOf(result);
        variables.after = batch.cursor;
        yield batch;
      }
      client.dispose();
    },
  ],
];

export const transports: readonly Transport[] = [overWebSocket, overServerSentEvents, byPolling];
