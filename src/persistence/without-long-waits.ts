import type { Migration } from '@mikro-orm/migrations';

type Concrete = Migration & { up(): Promise<void> | void };
type Migrations = new (...of: ConstructorParameters<typeof Migration>) => Concrete;

/**
 * A migration that fails where it would have to wait for a lock: everybody else would wait behind it meanwhile. It can
 * be tried again. Without a transaction it takes no locks that others would wait for, and goes on as it is.
 */
export function withoutLongWaits(migration: Migrations): Migrations {
  return class extends migration {
    override getQueries(): ReturnType<Migration['getQueries']> {
      const queries = super.getQueries();
      return this.isTransactional() ? [`set local lock_timeout = '200ms'`, ...queries] : queries;
    }
  };
}
