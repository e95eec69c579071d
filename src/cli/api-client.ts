import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { AppError } from '../kernel/index.ts';
import type { TypedDocumentString } from './generated/graphql.ts';

interface Answer<Result> {
  readonly data?: Result;
  readonly errors?: readonly { readonly message: string; readonly extensions?: { readonly code?: string } }[];
}

/** A running server, as a generated client sees it. */
export class ApiClient {
  readonly #url: string;
  readonly #headers: Readonly<Record<string, string>>;

  /**
   * @param url as `http://127.0.0.1:4000`
   * @param apiKey for a server that has keys
   */
  constructor(url: string, apiKey?: string) {
    this.#url = `${url}/graphql`;
    this.#headers = apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` };
  }

  /** @throws AppError `unauthenticated`; Error with what the server said */
  async ask<Result, Given extends object>(
    operation: TypedDocumentString<Result, Given>,
    variables: Given,
  ): Promise<Result> {
    const response = await fetch(this.#url, {
      method: 'POST',
      headers: { ...this.#headers, 'content-type': 'application/json' },
      body: JSON.stringify({ query: String(operation), variables }),
    });
    const { data, errors = [] } = (await response.json()) as Answer<Result>;
    if (errors.some(({ extensions }) => extensions?.code === 'unauthenticated')) throw this.#refused();
    if (errors.length > 0 || !data) {
      throw new Error(errors.map(({ message }) => message).join('; ') || 'no answer');
    }
    return data;
  }

  /** Until the server completes the subscription. */
  async *follow<Result, Given extends Record<string, unknown>>(
    operation: TypedDocumentString<Result, Given>,
    variables: Given,
  ): AsyncGenerator<Result> {
    const client = createClient({
      url: this.#url.replace(/^http/, 'ws'),
      webSocketImpl: WebSocket,
      connectionParams: this.#headers,
    });
    try {
      const results = client.iterate<Result>({ query: String(operation), variables });
      for await (const { data, errors } of results) {
        if (errors) throw new Error(errors.map(({ message }) => message).join('; '));
        if (data) yield data;
      }
    } finally {
      await client.dispose();
    }
  }

  #refused(): AppError {
    const message =
      'authorization' in this.#headers
        ? 'the server does not know the key in CHATTER_API_KEY, or it was revoked: set it to a valid one, or leave it out where there are no keys'
        : 'the server has API keys: set CHATTER_API_KEY to one of them';
    return new AppError('unauthenticated', message);
  }
}
