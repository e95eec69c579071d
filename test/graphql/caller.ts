import { createClient as createSseClient } from 'graphql-sse';
import { createClient as createWebSocketClient } from 'graphql-ws';
import { expect } from 'vitest';
import { WebSocket } from 'ws';
import type { TypedDocumentString } from '../support/generated/graphql.ts';
import type { Answer, TestServer } from '../support/server.ts';
import { createApiKey } from './operations.ts';

/** As a subscription gives it. */
interface Result {
  readonly data?: unknown;
  readonly errors?: readonly unknown[] | undefined;
}

/** Somebody with a key of his own, over HTTP. */
export class Caller {
  readonly #server: TestServer;
  readonly #headers: { readonly authorization: string };
  readonly ownerId: string;

  constructor(server: TestServer, ownerId: string, key: string) {
    this.#server = server;
    this.#headers = { authorization: `Bearer ${key}` };
    this.ownerId = ownerId;
  }

  /** With a key that this one makes for him. */
  async another(input: object): Promise<Caller> {
    return newCaller(this.#server, input, this.#headers);
  }

  ask(text: string, variables: object = {}): Promise<Answer> {
    return this.#server.ask(text, variables, this.#headers);
  }

  get(path: string): Promise<Response> {
    return fetch(`${this.#server.url}${path}`, { headers: this.#headers });
  }

  /** The data of an answer that must have no errors. */
  async data<Data, Given extends object>(
    operation: TypedDocumentString<Data, Given>,
    variables: Given,
  ): Promise<Data> {
    const { data, errors } = await this.ask(String(operation), variables);
    expect(errors).toBeUndefined();
    return data;
  }

  /** The id of what the mutation has made. */
  async make<Given extends object>(
    operation: TypedDocumentString<unknown, { readonly input: Given }>,
    input: Given,
  ): Promise<string> {
    const made = JSON.stringify(await this.data(operation, { input }));
    const id = /"id":"([^"]*)"/.exec(made)?.[1];
    if (id === undefined) throw new Error(`nothing was made: ${made}`);
    return id;
  }

  /** All that a subscription over server-sent events gives. */
  async overServerSentEvents(query: string, variables: Record<string, unknown>): Promise<readonly Result[]> {
    const client = createSseClient({
      url: `${this.#server.url}/graphql`,
      headers: { ...this.#headers },
      retryAttempts: 0,
    });
    const results: Result[] = [];
    for await (const result of client.iterate({ query, variables })) results.push(result);
    client.dispose();
    return results;
  }

  /** The same over a WebSocket, where an operation that is refused throws its errors. */
  async overWebSocket(query: string, variables: Record<string, unknown>): Promise<readonly Result[]> {
    const client = createWebSocketClient({
      url: `${this.#server.url.replace('http', 'ws')}/graphql`,
      webSocketImpl: WebSocket,
      connectionParams: { ...this.#headers },
      retryAttempts: 0,
    });
    const results: Result[] = [];
    try {
      for await (const result of client.iterate({ query, variables })) results.push(result);
    } catch (errors) {
      if (!Array.isArray(errors)) throw errors;
      results.push({ errors });
    }
    await client.dispose();
    return results;
  }
}

export async function newCaller(server: TestServer, input: object, headers = {}): Promise<Caller> {
  const { data } = await server.ask(String(createApiKey), { input }, headers);
  const { key, apiKey } = data.createApiKey;
  return new Caller(server, apiKey.ownerId, key);
}
