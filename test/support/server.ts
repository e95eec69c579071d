import type { ServerLog } from '../../src/runtime/ports/server-log.ts';
import { readConfig } from '../../src/server/config.ts';
import { startServer } from '../../src/server/start-server.ts';
import { createTestDatabase, type TestDatabase } from './database.ts';
import { silentLog } from './silent-log.ts';

/** A whole server on a free port, over a database of the test's. */
export interface TestServer {
  readonly database: TestDatabase;
  /** As `http://127.0.0.1:4000`. */
  readonly url: string;
  readonly port: number;
  /** One operation over HTTP: the parsed body, with its status. */
  ask(query: string, variables?: object, headers?: Readonly<Record<string, string>>): Promise<Answer>;
  close(): Promise<void>;
}

export interface Answer {
  readonly status: number;
  // What comes back has the shape that the test has asked for.
  // biome-ignore lint/suspicious/noExplicitAny: a test names the fields it selected
  readonly data: any;
  readonly errors:
    | readonly { readonly message: string; readonly extensions: { readonly code: string } }[]
    | undefined;
}

interface TestServerOptions {
  /** Beside the database and a free port. */
  readonly environment?: Readonly<Record<string, string>>;
  readonly log?: ServerLog;
  /** The address by which it reaches the database, where that is not the database's own. */
  readonly reach?: (url: string) => Promise<string>;
  /** How long it hands over what runs when it is closed. */
  readonly patience?: number;
}

export async function openTestServer({
  environment = {},
  log = silentLog,
  reach = async (url) => url,
  patience,
}: TestServerOptions = {}): Promise<TestServer> {
  const database = await createTestDatabase();
  const config = readConfig({ ...environment, DATABASE_URL: await reach(database.url), PORT: '0' });
  const server = await startServer(config, log, patience);
  return {
    database,
    url: server.url,
    port: Number(new URL(server.url).port),
    ask: async (query, variables = {}, headers = {}) => {
      const response = await fetch(`${server.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify({ query, variables }),
      });
      const { data, errors } = (await response.json()) as Omit<Answer, 'status'>;
      return { status: response.status, data, errors };
    },
    close: async () => {
      await server.close();
      await database.drop();
    },
  };
}
