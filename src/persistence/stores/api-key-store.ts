import { LockMode, sql } from '@mikro-orm/postgresql';
import type { Pool } from 'pg';
import type {
  ApiKey,
  ApiKeyScope,
  ApiKeyStore,
  NewApiKey,
  Revocation,
} from '../../runtime/ports/api-key-store.ts';
import { ApiKeyEntity, type ApiKeyRow } from '../entities/api-key-entity.ts';
import { ApiKeyLookup } from './api-key-lookup.ts';
import type { OpenOrm } from './open-orm.ts';
import { isUuid } from './uuid.ts';

/** API keys in PostgreSQL. */
export class PostgresApiKeyStore implements ApiKeyStore {
  readonly #orm: OpenOrm;
  readonly #lookup: ApiKeyLookup;

  constructor(orm: OpenOrm, pool: Pool) {
    this.#orm = orm;
    this.#lookup = new ApiKeyLookup(pool);
  }

  async create(key: NewApiKey): Promise<ApiKey> {
    const em = this.#orm.fork();
    await em.insert(ApiKeyEntity, key);
    return keyOf(await em.findOneOrFail(ApiKeyEntity, key.id));
  }

  findByHash(hash: string): Promise<ApiKey | null> {
    return this.#lookup.findByHash(hash);
  }

  async list(scope: ApiKeyScope): Promise<readonly ApiKey[]> {
    const options = { orderBy: { id: 'desc' } } as const;
    return (await this.#orm.fork().find(ApiKeyEntity, whereOf(scope), options)).map(keyOf);
  }

  async revoke(scope: ApiKeyScope, id: string): Promise<Revocation> {
    if (!isUuid(id)) return 'absent';
    return this.#orm.fork().transactional(async (em): Promise<Revocation> => {
      // Always all of them, in one order: two that revoke the last two at once must see each other.
      const valid = await em.find(
        ApiKeyEntity,
        { role: 'admin', revokedAt: null },
        { orderBy: { id: 'asc' }, lockMode: LockMode.PESSIMISTIC_WRITE },
      );
      const key = await em.findOne(ApiKeyEntity, { id, ...whereOf(scope) });
      if (!key) return 'absent';
      if (valid.length === 1 && valid[0]?.id === key.id) return 'last-admin';
      await em.nativeUpdate(ApiKeyEntity, { id, revokedAt: null }, { revokedAt: sql<Date>`now()` });
      return keyOf(await em.findOneOrFail(ApiKeyEntity, key.id, { refresh: true }));
    });
  }

  exists(): Promise<boolean> {
    return this.#lookup.exists();
  }
}

function whereOf(scope: ApiKeyScope): { readonly ownerId?: string } {
  return scope === 'all' ? {} : { ownerId: scope.ownerId };
}

function keyOf({ id, ownerId, name, role, createdAt, revokedAt }: ApiKeyRow): ApiKey {
  return {
    id,
    ownerId,
    name,
    role,
    createdAt: createdAt.getTime(),
    revokedAt: revokedAt?.getTime() ?? null,
  };
}
