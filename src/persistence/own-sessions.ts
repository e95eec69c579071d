import { randomUUID } from 'node:crypto';
import { Client } from 'pg';

export interface OwnSessions {
  /** The address that was given, for sessions that are told from all others. */
  readonly url: string;
  /** Ends them. PostgreSQL undoes what they had not committed; without this, it finishes the statement it is at. */
  end(): Promise<void>;
}

/** So long, a server that says nothing is waited for. */
const limitMs = 3_000;

/** Sessions that can be ended together in the middle of what they do. */
export function withOwnSessions(url: string): OwnSessions {
  const name = `chatter-${randomUUID()}`;
  const own = new URL(url);
  own.searchParams.set('application_name', name);
  return { url: own.href, end: () => endSessions(url, name) };
}

/** Where the server does not answer there is nobody to be told, and it ends what nobody waits for by itself. */
async function endSessions(url: string, name: string): Promise<void> {
  const client = new Client({
    connectionString: url,
    connectionTimeoutMillis: limitMs,
    query_timeout: limitMs,
  });
  client.on('error', () => undefined); // a lost connection also fails the query
  const others = 'application_name = $1 and pid <> pg_backend_pid()';
  try {
    await client.connect();
    await client.query(`select pg_terminate_backend(pid) from pg_stat_activity where ${others}`, [name]);
  } catch {
    // Said above.
  } finally {
    await client.end().catch(() => undefined);
  }
}
