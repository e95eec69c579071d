import { Client } from 'pg';
import { AppError } from '../kernel/index.ts';
import type { ServerLog } from '../runtime/ports/server-log.ts';
import { openEmbedded } from './embedded/index.ts';
import { poolerRefusal, requireSessions } from './pooler.ts';
import { sessionOptions } from './session-options.ts';
import { withKnownTlsMode } from './tls-mode.ts';
import { requireUtf8 } from './unfit.ts';

/** A database that answers. */
export interface OpenDatabase {
  /** Holds a password: never log it. */
  readonly url: string;
  readonly embedded: boolean;
  /**
   * Whether every process that used this database before is known to be dead, so that what it left half-done
   * may be taken over at once. Never known of a server that others can reach.
   */
  readonly formerOwnersDead: boolean;
  /** Stops the embedded PostgreSQL; leaves a server alone. Safe to call twice. */
  stop(): Promise<void>;
}

export interface OpenDatabaseOptions {
  /** A PostgreSQL server's address; without one, the embedded PostgreSQL of the data folder runs. */
  readonly url?: string;
  readonly dataDirectory: string;
  readonly log: ServerLog;
}

const applicationDatabase = 'chatter';
const oldestVersion = 15;
const connectLimitMs = 10_000;

/**
 * Opens the database: checks the server at `url`, or starts the embedded one and makes its database `chatter`.
 *
 * @throws `database/unavailable` where it does not answer, `database/too-old` before PostgreSQL 15,
 *   `database/unfit` in another encoding than UTF-8 or behind a pooler that keeps no sessions,
 *   `database/folder-in-use` while another process owns the data folder, and `config/invalid` for an unknown `sslmode`.
 */
export async function openDatabase(options: OpenDatabaseOptions): Promise<OpenDatabase> {
  if (options.url === undefined) return openEmbeddedDatabase(options);
  const url = withKnownTlsMode(options.url);
  await withClient(url, async (client) => {
    await requireSupportedVersion(client);
    await requireUtf8(client);
    await withClient(url, (other) => requireSessions(client, other));
  });
  return { url, embedded: false, formerOwnersDead: false, stop: async () => undefined };
}

async function openEmbeddedDatabase(options: OpenDatabaseOptions): Promise<OpenDatabase> {
  const server = await openEmbedded(options);
  try {
    await withClient(server.url, createApplicationDatabase);
  } catch (error) {
    await server.stop();
    throw error;
  }
  const url = new URL(server.url);
  url.pathname = `/${applicationDatabase}`;
  // The folder has one owner at a time: whoever owned it before is dead.
  return { url: url.href, embedded: true, formerOwnersDead: true, stop: () => server.stop() };
}

async function withClient(url: string, work: (client: Client) => Promise<void>): Promise<void> {
  const place = placeOf(url);
  let client: Client | null = null;
  try {
    // Reads the files of certificates.
    client = new Client({
      connectionString: url,
      connectionTimeoutMillis: connectLimitMs,
      options: sessionOptions({}),
    });
    client.on('error', () => undefined); // a lost connection also fails the query
    await client.connect();
    await work(client);
  } catch (error) {
    const cause = poolerRefusal(error);
    if (AppError.is(cause)) throw cause;
    const reason = cause instanceof Error ? cause.message || String(cause) : String(cause);
    throw new AppError(
      'database/unavailable',
      `PostgreSQL at ${place} cannot be used: ${reason}; check the address and that the server runs`,
      { retryable: true, details: { place }, cause },
    );
  } finally {
    await client?.end().catch(() => undefined);
  }
}

async function requireSupportedVersion(client: Client): Promise<void> {
  const { rows } = await client.query<{ server_version: string }>('show server_version');
  const version = rows[0]?.server_version ?? '';
  if (Number.parseInt(version, 10) >= oldestVersion) return;
  throw new AppError(
    'database/too-old',
    `the server at DATABASE_URL is PostgreSQL ${version}: Chatter needs ${oldestVersion} or newer`,
    { details: { version } },
  );
}

async function createApplicationDatabase(client: Client): Promise<void> {
  const { rows } = await client.query('select from pg_database where datname = $1', [applicationDatabase]);
  if (rows.length === 0) await client.query(`create database ${applicationDatabase}`);
}

/** The address without user and password. */
function placeOf(url: string): string {
  if (!URL.canParse(url)) {
    throw new AppError(
      'database/unavailable',
      'DATABASE_URL is not an address: write postgresql://user:password@host:5432/database',
    );
  }
  const { host, pathname } = new URL(url);
  return `${host}${pathname}`;
}
