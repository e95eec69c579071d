import type { Page, PageRequest } from './page.ts';

/** A secret as it may be shown: never its value. Times are milliseconds since 1970. */
export interface StoredSecret {
  readonly id: string;
  readonly name: string;
  readonly createdAt: number;
  readonly updatedAt: number;
}

export interface NewSecret {
  /** Taken where the owner has no secret of this name yet. */
  readonly id: string;
  readonly ownerId: string;
  readonly name: string;
  readonly value: string;
}

/** Gives the values of secrets to what sends them. */
export interface SecretReader {
  /** @throws AppError `secret/not-found`, `secret/unreadable`, `secret/no-key`, `database/unavailable` */
  reveal(ownerId: string, name: string): Promise<string>;
}

/** Where secrets are kept: encrypted, each for its owner and name alone. */
export interface SecretStore extends SecretReader {
  /**
   * Keeps the value; one that the owner kept under this name before is gone.
   * @throws AppError `secret/no-key`
   */
  set(secret: NewSecret): Promise<StoredSecret>;
  /** Which of these names stand for a secret of the owner's. */
  owned(ownerId: string, names: ReadonlySet<string>): Promise<ReadonlySet<string>>;
  /** Newest first. */
  list(ownerId: string, page: PageRequest): Promise<Page<StoredSecret>>;
  /** @returns whether there was one */
  delete(ownerId: string, name: string): Promise<boolean>;
}
