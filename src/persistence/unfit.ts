import type { Client } from 'pg';
import { AppError } from '../kernel/index.ts';

/** The user may not; there is no schema to make anything in; nothing can be written there. */
const sqlStates = new Set<unknown>(['42501', '3F000', '25006']);

/** What is thrown in the place of an error of a start: that PostgreSQL does not let us keep our data there. */
export function unfit(thrown: unknown): unknown {
  const error = AppError.is(thrown, 'database/unavailable') ? thrown.cause : thrown;
  if (!(error instanceof Error) || !('code' in error) || !sqlStates.has(error.code)) return thrown;
  const [reason = ''] = error.message.split('\n');
  const message = `PostgreSQL refuses what Chatter needs: ${reason}; let the user of DATABASE_URL own the database, on a server that takes writes, or have the owner run npm run migrate before`;
  return new AppError('database/unfit', message, { cause: error });
}

/** Another encoding has no place for what people write. */
export async function requireUtf8(client: Client): Promise<void> {
  const { rows } = await client.query<{ server_encoding: string }>('show server_encoding');
  const encoding = rows[0]?.server_encoding ?? '';
  if (encoding === 'UTF8') return;
  throw new AppError(
    'database/unfit',
    `the database at DATABASE_URL has the encoding ${encoding}, which cannot hold every text: make one with "create database … encoding 'UTF8' template template0"`,
    { details: { encoding } },
  );
}
