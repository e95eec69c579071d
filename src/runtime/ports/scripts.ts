import type { ScriptRunner } from '../../nodes/index.ts';

/** Where the scripts of nodes run. */
export interface Scripts {
  /** For the scripts of one owner. However many wait, those of other owners come in between. */
  of(ownerId: string): ScriptRunner;
  /** Ends what runs. Nothing can be run afterwards. */
  close(): Promise<void>;
}
