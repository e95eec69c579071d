import { AppError } from '../kernel/index.ts';
import type { ViewerRole } from '../runtime/ports/api-key-store.ts';

export type { ViewerRole } from '../runtime/ports/api-key-store.ts';

/** On whose behalf a use case runs. It sees what this owner owns, and nothing else. */
export interface Viewer {
  readonly ownerId: string;
  readonly role: ViewerRole;
}

/** Owns everything while no API key exists: fixed, so that what was made then stays reachable. */
export const localOwnerId = '00000000-0000-7000-8000-000000000001';

/**
 * Who reads what an owner is asked for; oneself, where none is named. An administrator reads it as that owner: he sees
 * what the owner sees, and no more. Null: the viewer may not.
 */
export function readingAs(viewer: Viewer, owner: string | null): Viewer | null {
  const ownerId = owner?.toLowerCase() ?? viewer.ownerId;
  if (ownerId === viewer.ownerId) return viewer;
  return viewer.role === 'admin' ? { ownerId, role: 'user' } : null;
}

/** For what is named by its id, or belongs to something that was shown: null stands for whoever owns it. */
export function readerId({ ownerId, role }: Viewer): string | null {
  return role === 'admin' ? null : ownerId;
}

/** @throws AppError `forbidden` */
export function requireAdmin(viewer: Viewer, what: string): void {
  if (viewer.role !== 'admin') {
    throw new AppError('forbidden', `only an administrator may ${what}: use a key with the role admin`);
  }
}
