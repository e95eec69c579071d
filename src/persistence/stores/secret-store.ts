import { AppError, secretNamePattern } from '../../kernel/index.ts';
import type { Page, PageRequest } from '../../runtime/ports/page.ts';
import type { NewSecret, SecretStore, StoredSecret } from '../../runtime/ports/secret-store.ts';
import { SecretEntity, type SecretRow } from '../entities/secret-entity.ts';
import { SecretCipher } from '../secrets/secret-cipher.ts';
import type { OpenOrm } from './open-orm.ts';
import { emptyPage, isPossible, pageOf, pageWhere } from './page-of.ts';

const shown = ['id', 'name', 'createdAt', 'updatedAt'] as const;

/** Secrets in PostgreSQL, which sees them sealed only. */
export class PostgresSecretStore implements SecretStore {
  readonly #orm: OpenOrm;
  readonly #cipher: SecretCipher | null;

  /** Without a key it keeps and reveals nothing. */
  constructor(orm: OpenOrm, key: Uint8Array | null) {
    this.#orm = orm;
    this.#cipher = key && new SecretCipher(key);
  }

  async set({ id, ownerId, name, value }: NewSecret): Promise<StoredSecret> {
    const sealed = this.#requireCipher().seal(value, { ownerId, name });
    const now = new Date();
    const em = this.#orm.fork();
    await em.upsert(
      SecretEntity,
      { id, ownerId, name, ...sealed, createdAt: now, updatedAt: now },
      {
        onConflictFields: ['ownerId', 'name'],
        onConflictAction: 'merge',
        onConflictMergeFields: ['keyId', 'sealed', 'updatedAt'],
      },
    );
    return secretOf(await em.fork().findOneOrFail(SecretEntity, { ownerId, name }, { fields: shown }));
  }

  async list(ownerId: string, page: PageRequest): Promise<Page<StoredSecret>> {
    if (!isPossible(page)) return emptyPage;
    const options = {
      fields: shown,
      orderBy: { id: 'desc' },
      limit: page.first + 1,
    } as const;
    const rows = await this.#orm.fork().find(SecretEntity, { ownerId, ...pageWhere(page) }, options);
    return pageOf(rows, page.first, secretOf);
  }

  async owned(ownerId: string, names: ReadonlySet<string>): Promise<ReadonlySet<string>> {
    const possible = [...names].filter((name) => secretNamePattern.test(name));
    const where = { ownerId, name: { $in: possible } };
    const rows = await this.#orm.fork().find(SecretEntity, where, { fields: ['name'] });
    return new Set(rows.map(({ name }) => name));
  }

  async delete(ownerId: string, name: string): Promise<boolean> {
    if (!secretNamePattern.test(name)) return false;
    return (await this.#orm.fork().nativeDelete(SecretEntity, { ownerId, name })) > 0;
  }

  async reveal(ownerId: string, name: string): Promise<string> {
    const cipher = this.#requireCipher();
    const row = await this.#find(ownerId, name);
    if (!row) {
      throw new AppError('secret/not-found', `there is no secret "${name}": keep it with setSecret`);
    }
    const value = row.keyId === cipher.keyId ? cipher.open(row.sealed, { ownerId, name }) : null;
    if (value === null) throw unreadable(name, row.keyId, cipher.keyId);
    return value;
  }

  async #find(ownerId: string, name: string): Promise<SecretRow | null> {
    if (!secretNamePattern.test(name)) return null;
    return this.#orm.fork().findOne(SecretEntity, { ownerId, name });
  }

  #requireCipher(): SecretCipher {
    if (this.#cipher) return this.#cipher;
    throw new AppError(
      'secret/no-key',
      'the server has no key for secrets: set CHATTER_SECRET_KEY to 32 random bytes in base64, as `openssl rand -base64 32` makes them, on every server of this database',
    );
  }
}

function unreadable(name: string, sealedWith: string, ours: string): AppError {
  const why =
    sealedWith === ours
      ? 'it was changed in the database'
      : `it was encrypted with the key ${sealedWith}, and the server has the key ${ours}`;
  const message = `the secret "${name}" cannot be read: ${why}; set CHATTER_SECRET_KEY to the former key, or keep the secret again with setSecret`;
  return new AppError('secret/unreadable', message);
}

function secretOf({ id, name, createdAt, updatedAt }: Pick<SecretRow, (typeof shown)[number]>): StoredSecret {
  return { id, name, createdAt: createdAt.getTime(), updatedAt: updatedAt.getTime() };
}
