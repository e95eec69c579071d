import type { Credentials, Viewer } from '../../app/index.ts';
import { AppError } from '../../kernel/index.ts';
import type { Clock } from '../../runtime/ports/clock.ts';
import { type Revocable, revocable } from './revocable.ts';

type Authenticate = (credentials: Credentials) => Promise<Viewer>;

interface WatchedStream {
  readonly viewer: Viewer;
  readonly revoke: Revocable<unknown>['revoke'];
}

/** Everything that was opened with the same credentials: looked up once for all. */
interface Group {
  readonly credentials: Credentials;
  readonly streams: Set<WatchedStream>;
  /** Ends when no look is under way, and none is due. */
  looking: Promise<void> | null;
  isDue: boolean;
}

/**
 * Ends the subscriptions of those who have lost the rights that they began with: at every look, and so within
 * `everyMs`. While it cannot be looked up, because the database is away, they stay open: it has nothing to send.
 */
export class RightsWatch {
  readonly #authenticate: Authenticate;
  readonly #clock: Clock;
  readonly #everyMs: number;
  readonly #groups = new Map<string, Group>();
  #disarm: (() => void) | null = null;

  constructor(authenticate: Authenticate, clock: Clock, everyMs: number) {
    this.#authenticate = authenticate;
    this.#clock = clock;
    this.#everyMs = everyMs;
  }

  /** The same stream, which fails with AppError `forbidden` once the viewer is no more who it was. */
  watch<T>(credentials: Credentials, viewer: Viewer, source: AsyncIterable<T>): AsyncIterableIterator<T> {
    const group = this.#groupOf(credentials);
    const { stream, revoke } = revocable(source, () => this.#forget(group, watched));
    const watched: WatchedStream = { viewer, revoke };
    group.streams.add(watched);
    this.#arm();
    return stream;
  }

  /** Looks now, and again where a look is under way: it may have begun before what has changed. Resolves after that. */
  async check(): Promise<void> {
    await Promise.all([...this.#groups.values()].map((group) => this.#checkGroup(group)));
  }

  #groupOf(credentials: Credentials): Group {
    const key = JSON.stringify([credentials.loopback, credentials.apiKey]);
    const known = this.#groups.get(key);
    if (known) return known;
    const group = { credentials, streams: new Set<WatchedStream>(), looking: null, isDue: false };
    this.#groups.set(key, group);
    return group;
  }

  #forget(group: Group, watched: WatchedStream): void {
    group.streams.delete(watched);
    if (group.streams.size > 0) return;
    for (const [key, other] of this.#groups) if (other === group) this.#groups.delete(key);
    if (this.#groups.size > 0) return;
    this.#disarm?.();
    this.#disarm = null;
  }

  #arm(): void {
    this.#disarm ??= this.#clock.after(this.#everyMs, () => {
      this.#disarm = null;
      // Before the look-up ends: one that hangs must not keep the others from the next.
      this.#arm();
      void this.check();
    });
  }

  #checkGroup(group: Group): Promise<void> {
    group.isDue = true;
    group.looking ??= this.#look(group);
    return group.looking;
  }

  async #look(group: Group): Promise<void> {
    while (group.isDue) {
      group.isDue = false;
      const now = await this.#viewerNow(group.credentials);
      if (now === 'unknown') continue;
      for (const { viewer, revoke } of [...group.streams]) if (!isSame(viewer, now)) revoke(lostRights());
    }
    group.looking = null;
  }

  /** Null: the credentials are good for nothing any more. */
  async #viewerNow(credentials: Credentials): Promise<Viewer | null | 'unknown'> {
    try {
      return await this.#authenticate(credentials);
    } catch (error) {
      return AppError.is(error, 'unauthenticated') || AppError.is(error, 'forbidden') ? null : 'unknown';
    }
  }
}

function isSame(viewer: Viewer, now: Viewer | null): boolean {
  return now !== null && viewer.ownerId === now.ownerId && viewer.role === now.role;
}

function lostRights(): AppError {
  return new AppError('forbidden', 'the rights that this subscription began with are lost: open it anew');
}
