import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';

/** A request as it arrived, its body read. */
export interface Arrival {
  readonly method: string;
  /** With the query. */
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
  /** Resolves when its connection is closed. */
  readonly closed: Promise<void>;
}

export type Answering = (arrival: Arrival, response: ServerResponse) => void;

/** A server that answers as a test says, and keeps what arrives. */
export class HttpTestServer {
  readonly arrivals: Arrival[] = [];
  #answer: Answering = (_, response) => response.end();
  #arrived = Promise.withResolvers<Arrival>();
  readonly #server: Server;
  readonly #scheme: 'http' | 'https';

  private constructor(tls?: { readonly key: string; readonly cert: string }) {
    const onRequest = (request: IncomingMessage, response: ServerResponse): void =>
      void this.#serve(request, response);
    this.#scheme = tls ? 'https' : 'http';
    this.#server = tls ? createTlsServer(tls, onRequest) : createServer(onRequest);
    this.#server.on('clientError', (_, socket) => socket.destroy());
  }

  /** On a free port of 127.0.0.1. */
  static async open(tls?: { readonly key: string; readonly cert: string }): Promise<HttpTestServer> {
    const server = new HttpTestServer(tls);
    await new Promise<void>((resolve) => server.#server.listen(0, '127.0.0.1', resolve));
    return server;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** As `http://127.0.0.1:4711`. */
  get url(): string {
    return this.at('127.0.0.1');
  }

  /** The same under another name. */
  at(host: string): string {
    return `${this.#scheme}://${host}:${this.port}`;
  }

  /** From now on; what arrived before is forgotten. */
  answer(answer: Answering): void {
    this.#answer = answer;
    this.arrivals.length = 0;
    this.#arrived = Promise.withResolvers();
  }

  /** With this status, these headers and this body. */
  reply(
    status: number,
    headers: Readonly<Record<string, string>> = {},
    body: string | Uint8Array = '',
  ): void {
    this.answer((_, response) => response.writeHead(status, headers).end(body));
  }

  /** The first request since the last `answer`. */
  get arrived(): Promise<Arrival> {
    return this.#arrived.promise;
  }

  close(): Promise<void> {
    this.#server.closeAllConnections();
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const closed = new Promise<void>((resolve) => response.on('close', resolve));
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const { method = '', url: path = '', headers } = request;
    const arrival = { method, path, headers, body: Buffer.concat(chunks).toString(), closed };
    this.arrivals.push(arrival);
    this.#answer(arrival, response);
    this.#arrived.resolve(arrival);
  }
}
