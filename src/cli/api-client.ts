import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import type { TypedDocumentString } from './generated/graphql.ts';

/** A running server, as a generated client sees it. */
export class ApiClient {
  readonly #url: string;

  /** @param url as `http://127.0.0.1:4000` */
  constructor(url: string) {
    this.#url = `${url}/graphql`;
  }

  /** @throws Error with what the server said */
  async ask<Result, Given extends object>(
    operation: TypedDocumentString<Result, Given>,
    variables: Given,
  ): Promise<Result> {
    const response = await fetch(this.#url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: String(operation), variables }),
    });
    const { data, errors } = (await response.json()) as { data?: Result; errors?: { message: string }[] };
    if (errors || !data) throw new Error(errors?.map(({ message }) => message).join('; ') ?? 'no answer');
    return data;
  }

  /** Until the server completes the subscription. */
  async *follow<Result, Given extends Record<string, unknown>>(
    operation: TypedDocumentString<Result, Given>,
    variables: Given,
  ): AsyncGenerator<Result> {
    const client = createClient({ url: this.#url.replace(/^http/, 'ws'), webSocketImpl: WebSocket });
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
}
