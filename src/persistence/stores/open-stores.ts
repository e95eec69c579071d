import type { Pool } from 'pg';
import type { EventLog } from '../../runtime/ports/event-log.ts';
import type { ServerLog } from '../../runtime/ports/server-log.ts';
import type { PostgresBlobs } from '../blobs/postgres-blobs.ts';
import { openPool } from '../open-pool.ts';
import { PostgresApiKeyStore } from './api-key-store.ts';
import { PostgresConversationStore } from './conversation-store.ts';
import { PostgresDefinitionStore } from './definition-store.ts';
import { PostgresExecutionQueries } from './execution-queries.ts';
import { PostgresExecutionRemoval } from './execution-removal.ts';
import { openOrm } from './open-orm.ts';
import { PostgresSecretStore } from './secret-store.ts';
import { PostgresTemplateStore } from './template-store.ts';

export interface Stores {
  readonly definitions: PostgresDefinitionStore;
  readonly templates: PostgresTemplateStore;
  readonly executions: PostgresExecutionQueries;
  readonly removal: PostgresExecutionRemoval;
  readonly conversations: PostgresConversationStore;
  readonly apiKeys: PostgresApiKeyStore;
  readonly secrets: PostgresSecretStore;
  close(): Promise<void>;
}

export interface StoresOptions {
  readonly url: string;
  /** For what is read most: statements that are planned once. */
  readonly pool: Pool;
  /** Where the events of executions are read from. */
  readonly log: Pick<EventLog, 'read'>;
  /** 32 bytes that secrets are encrypted with; null: none are kept. */
  readonly secretKey: Uint8Array | null;
  readonly blobs: Pick<PostgresBlobs, 'together'>;
  /** How many connections they share at most. */
  readonly poolSize?: number;
}

/** The stores that use cases read and write. */
export async function openStores({
  url,
  pool,
  log,
  blobs,
  secretKey,
  poolSize,
}: StoresOptions): Promise<Stores> {
  const orm = await openOrm(url, { poolSize });
  return {
    definitions: new PostgresDefinitionStore(orm),
    templates: new PostgresTemplateStore(orm),
    executions: new PostgresExecutionQueries({ orm, pool, log, blobs }),
    removal: new PostgresExecutionRemoval(orm),
    conversations: new PostgresConversationStore(orm),
    apiKeys: new PostgresApiKeyStore(orm, pool),
    secrets: new PostgresSecretStore(orm, secretKey),
    close: () => orm.close(),
  };
}

/** What removes executions, alone, over one connection. */
export async function openExecutionRemoval(
  url: string,
): Promise<{ readonly removal: PostgresExecutionRemoval; close(): Promise<void> }> {
  const orm = await openOrm(url, { poolSize: 1 });
  return { removal: new PostgresExecutionRemoval(orm), close: () => orm.close() };
}

/** What keeps API keys, alone, over two connections. */
export async function openApiKeys(
  url: string,
  log: ServerLog,
): Promise<{ readonly apiKeys: PostgresApiKeyStore; close(): Promise<void> }> {
  const orm = await openOrm(url, { poolSize: 1 });
  const pool = openPool({ url, size: 1, name: 'chatter-api-keys', log });
  return {
    apiKeys: new PostgresApiKeyStore(orm, pool),
    close: async () => {
      await Promise.all([orm.close(), pool.end()]);
    },
  };
}
