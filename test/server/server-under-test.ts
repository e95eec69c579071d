import type { ServerLog } from '../../src/runtime/ports/server-log.ts';
import { createHttpServer, type HttpServer } from '../../src/server/transport/http-server.ts';
import type { TransportLimits } from '../../src/server/transport/transport-limits.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { ApiUnderTest } from './api-under-test.ts';

interface LogLine {
  readonly level: keyof ServerLog;
  readonly message: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** A line of the log as it is kept for a test. */
function recordingLog(lines: LogLine[]): ServerLog {
  const level =
    (name: keyof ServerLog) =>
    (message: string, fields: LogLine['fields'] = {}) => {
      lines.push({ level: name, message, fields });
    };
  return { info: level('info'), warn: level('warn'), error: level('error') };
}

interface ServerUnderTestOptions {
  readonly limits?: Partial<TransportLimits>;
  readonly allowedOrigins?: readonly string[];
  readonly isReady?: () => Promise<boolean>;
}

/** The real transports on a real port, around an API that the test controls, in time that the test moves. */
export class ServerUnderTest {
  readonly api = new ApiUnderTest();
  readonly clock = new ManualClock();
  readonly log: LogLine[] = [];
  readonly server: HttpServer;
  url = '';

  constructor({ isReady = async () => true, ...options }: ServerUnderTestOptions) {
    this.server = createHttpServer({
      ...options,
      api: this.api,
      host: '127.0.0.1',
      port: 0,
      clock: this.clock,
      log: recordingLog(this.log),
      isReady,
      metrics: async () => 'chatter_up 1\n',
    });
  }

  get graphql(): string {
    return `${this.url}/graphql`;
  }

  get webSocket(): string {
    return this.graphql.replace('http', 'ws');
  }

  get port(): number {
    return Number(new URL(this.url).port);
  }

  post(query: string, headers: Readonly<Record<string, string>> = {}): Promise<Response> {
    return fetch(this.graphql, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ query }),
    });
  }

  [Symbol.asyncDispose](): Promise<void> {
    const closed = this.server.close();
    this.clock.advance(60_000);
    return closed;
  }
}

export async function openServerUnderTest(options: ServerUnderTestOptions = {}): Promise<ServerUnderTest> {
  const under = new ServerUnderTest(options);
  under.url = (await under.server.listen()).url;
  return under;
}
