import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { AppError } from '../kernel/index.ts';
import { ProgramFailure } from '../server/program/run-program.ts';
import type { TypedDocumentString } from './generated/graphql.ts';

interface Answer<Result> {
  readonly data?: Result;
  readonly errors?: readonly { readonly message: string; readonly extensions?: { readonly code?: string } }[];
}

function saidIn(errors: readonly { readonly message: string }[]): string {
  return errors.map(({ message }) => message).join('; ');
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

  /** @throws AppError `unauthenticated`; ProgramFailure with what the server said, or that it does not answer */
  async ask<Result, Given extends object>(
    operation: TypedDocumentString<Result, Given>,
    variables: Given,
  ): Promise<Result> {
    const response = await fetch(this.#url, {
      method: 'POST',
      headers: { ...this.#headers, 'content-type': 'application/json' },
      body: JSON.stringify({ query: String(operation), variables }),
    }).catch((cause: unknown) => {
      throw this.#lost(cause);
    });
    const { data, errors = [] } = (await response.json()) as Answer<Result>;
    if (errors.some(({ extensions }) => extensions?.code === 'unauthenticated')) throw this.#refused();
    if (errors.length > 0 || !data) {
      throw new ProgramFailure(saidIn(errors) || 'the server answered nothing');
    }
    return data;
  }

  /** Until the server completes the subscription. @throws ProgramFailure */
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
        if (errors) throw new ProgramFailure(saidIn(errors));
        if (data) yield data;
      }
    } catch (error) {
      // A connection that is lost is thrown as the event of its end.
      throw error instanceof Error ? error : this.#lost(error);
    } finally {
      await client.dispose();
    }
  }

  #lost(cause: unknown): ProgramFailure {
    const message = `the server at ${this.#url} does not answer any more: see whether it runs, and try again`;
    return new ProgramFailure(message, { cause });
  }

  #refused(): AppError {
    const message =
      'authorization' in this.#headers
        ? 'the server does not know the key in CHATTER_API_KEY, or it was revoked: set it to a valid one, or leave it out where there are no keys'
        : 'the server has API keys: set CHATTER_API_KEY to one of them';
    return new AppError('unauthenticated', message);
  }
}
