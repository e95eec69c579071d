export type ViewerRole = 'admin' | 'user';

/** A key as it may be shown: never the key itself. Times are milliseconds since 1970. */
export interface ApiKey {
  readonly id: string;
  readonly ownerId: string;
  readonly name: string;
  readonly role: ViewerRole;
  readonly createdAt: number;
  readonly revokedAt: number | null;
}

export interface NewApiKey {
  readonly id: string;
  readonly ownerId: string;
  readonly name: string;
  readonly role: ViewerRole;
  /** SHA-256 of the key, in hex. */
  readonly hash: string;
}

/** Whose keys: one owner's, or everybody's. */
export type ApiKeyScope = { readonly ownerId: string } | 'all';

/** The key as it is now. `last-admin`: without this key nobody could administer the server. */
export type Revocation = ApiKey | 'absent' | 'last-admin';

/** Where keys are kept: their hashes only. */
export interface ApiKeyStore {
  create(key: NewApiKey): Promise<ApiKey>;
  /** Also a revoked one. */
  findByHash(hash: string): Promise<ApiKey | null>;
  /** Newest first. */
  list(scope: ApiKeyScope): Promise<readonly ApiKey[]>;
  /** A key that was revoked before stays revoked since then. */
  revoke(scope: ApiKeyScope, id: string): Promise<Revocation>;
  /** Whether there is any key at all, a revoked one included. */
  exists(): Promise<boolean>;
}
