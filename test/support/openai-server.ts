import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';

/** How the server answers one request. Text pieces go out as they are: a piece may end inside a character. */
export type OpenAiAnswer = (reply: Reply) => void | Promise<void>;

export interface SeenRequest {
  readonly headers: IncomingMessage['headers'];
  readonly path: string;
  // What a test looks at is up to the test.
  readonly body: Readonly<Record<string, unknown>>;
  /** Resolves when the answer is complete or, while it is not, the client's connection is gone. */
  readonly closed: Promise<void>;
}

/** One answer under way. */
export class Reply {
  readonly #response: ServerResponse;

  constructor(response: ServerResponse) {
    this.#response = response;
  }

  /** Begins a stream of server-sent events. */
  begin(status = 200): this {
    this.#response.writeHead(status, { 'content-type': 'text/event-stream' });
    this.#response.flushHeaders();
    return this;
  }

  status(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): void {
    this.#response.writeHead(status, { 'content-type': 'application/json', ...headers });
    this.#response.end(JSON.stringify(body));
  }

  /** One event of the stream. */
  event(data: unknown, name?: string): this {
    return this.raw(`${name === undefined ? '' : `event: ${name}\n`}data: ${JSON.stringify(data)}\n\n`);
  }

  raw(bytes: string | Uint8Array): this {
    this.#response.write(bytes);
    return this;
  }

  text(content: string): this {
    return this.event(chunk({ content }));
  }

  /** Sends this again and again, as fast as it is taken, until the client hangs up. */
  async flood(bytes: string): Promise<void> {
    const closed = once(this.#response, 'close');
    while (!this.#response.destroyed) {
      if (!this.#response.write(bytes)) await Promise.race([closed, once(this.#response, 'drain')]);
    }
  }

  /** The end, with what was used. */
  finish(
    reason = 'stop',
    usage: object | null = { prompt_tokens: 3, completion_tokens: 2, total_tokens: 5 },
  ): void {
    this.event(chunk({}, reason));
    if (usage !== null) this.event({ ...envelope, choices: [], usage });
    this.raw('data: [DONE]\n\n');
    this.#response.end();
  }

  /** Nothing more comes, whatever the protocol wants. */
  end(): void {
    this.#response.end();
  }

  /** The connection is gone, in the middle of whatever was said. */
  cut(): void {
    this.#response.destroy();
  }
}

const envelope = { id: 'chatcmpl-1', object: 'chat.completion.chunk', created: 1, model: 'test' };

export function chunk(delta: object, finishReason: string | null = null) {
  return { ...envelope, choices: [{ index: 0, delta, finish_reason: finishReason }] };
}

/** A model provider on this machine: the wire protocol is real, the answers are the test's. */
export class OpenAiServer {
  readonly requests: SeenRequest[] = [];
  readonly #server: Server;
  #answer: OpenAiAnswer = (reply) => reply.begin().text('Hello').finish();
  #arrived = Promise.withResolvers<SeenRequest>();

  private constructor() {
    this.#server = createServer((request, response) => void this.#serve(request, response));
  }

  static async open(): Promise<OpenAiServer> {
    const server = new OpenAiServer();
    server.#server.listen(0, '127.0.0.1');
    await once(server.#server, 'listening');
    return server;
  }

  get url(): string {
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('the server has no address');
    return `http://127.0.0.1:${address.port}/v1`;
  }

  /** How every request is answered from now on. */
  answer(answer: OpenAiAnswer): void {
    this.#answer = answer;
    this.#arrived = Promise.withResolvers();
  }

  /** The first request since `answer` was called. */
  get arrived(): Promise<SeenRequest> {
    return this.#arrived.promise;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const closed = Promise.withResolvers<void>();
    response.on('close', () => closed.resolve());
    let text = '';
    for await (const part of request.setEncoding('utf8')) text += part;
    const { headers, url = '' } = request;
    const seen = { headers, path: url, body: text === '' ? {} : JSON.parse(text), closed: closed.promise };
    this.requests.push(seen);
    this.#arrived.resolve(seen);
    await this.#answer(new Reply(response));
  }
}
