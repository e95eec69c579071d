import type { Blobs } from '../ports/blobs.ts';
import type { Clock } from '../ports/clock.ts';
import type { Http } from '../ports/http.ts';
import type { Models } from '../ports/models.ts';
import type { Scripts } from '../ports/scripts.ts';
import type { SecretReader } from '../ports/secret-store.ts';
import type { ServerLog } from '../ports/server-log.ts';
import type { ModelTurns } from './model-turns.ts';

/** What the world offers to every owner in the process. */
export interface OwnerServices {
  readonly clock: Clock;
  readonly models: Models;
  readonly modelTurns: ModelTurns;
  readonly http: Http;
  readonly secrets: SecretReader;
  readonly blobs: Pick<Blobs, 'keep' | 'refusalOf' | 'sendAhead'>;
  readonly scripts: Scripts;
  readonly log: ServerLog;
  /** A number in [0, 1). */
  random(): number;
  /** A new id, ordered by time. */
  newId(): string;
}
