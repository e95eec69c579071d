import type { Pool } from 'pg';
import type { ApiKey, ViewerRole } from '../../runtime/ports/api-key-store.ts';
import { columns, text } from '../columns.ts';
import { millisecondsOf } from '../milliseconds-of.ts';
import { sharedRead } from '../shared-read.ts';

/** Keys as every request looks for them: by prepared statements, which requests of the same moment share. */
export class ApiKeyLookup {
  readonly findByHash: (hash: string) => Promise<ApiKey | null>;
  readonly #exists: (asked: 'any') => Promise<boolean>;

  constructor(pool: Pool) {
    this.findByHash = sharedRead(async (hashes) => {
      const { rows } = await pool.query<KeyRow>({
        name: 'find-api-keys',
        text: `select id, owner_id, name, role, hash,
            ${millisecondsOf('created_at')} as created_at,
            ${millisecondsOf('revoked_at')} as revoked_at
          from api_key where hash = any($1::text[])`,
        values: [...columns(hashes, [text((hash) => hash)])],
      });
      const keys = new Map(rows.map((row) => [row.hash, keyOf(row)]));
      return hashes.map((hash) => keys.get(hash) ?? null);
    });
    this.#exists = sharedRead(async (askers: readonly 'any'[]) => {
      const { rows } = await pool.query<{ found: boolean }>({
        name: 'any-api-key',
        text: 'select exists (select from api_key) as found',
      });
      return askers.map(() => rows[0]?.found ?? false);
    });
  }

  exists(): Promise<boolean> {
    return this.#exists('any');
  }
}

/** As the driver returns it. */
interface KeyRow {
  readonly id: string;
  readonly owner_id: string;
  readonly name: string;
  readonly role: ViewerRole;
  readonly hash: string;
  readonly created_at: number;
  readonly revoked_at: number | null;
}

function keyOf(row: KeyRow): ApiKey {
  return {
    id: row.id,
    ownerId: row.owner_id,
    name: row.name,
    role: row.role,
    createdAt: row.created_at,
    revokedAt: row.revoked_at,
  };
}
