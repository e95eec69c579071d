import type { Script } from '../../nodes/index.ts';

/** What a thread is asked. */
export interface ThreadScript extends Omit<Script, 'values'> {
  readonly names: readonly string[];
  /** What they hold, in their order: a list, as JSON text. */
  readonly values: string;
}

/** What a thread says: first that it can take scripts, then the answer to each. */
export type ThreadMessage = { readonly status: 'ready' } | ThreadAnswer;

export type ThreadAnswer =
  /** `text` is the result as JSON, `log` what was written to the console. */
  | { readonly status: 'returned'; readonly text: string; readonly log: string }
  /** `text` is what was thrown, `line` where; null: nobody knows. */
  | { readonly status: 'threw'; readonly text: string; readonly line: number | null }
  /** `text` says why the result cannot be JSON. */
  | { readonly status: 'unusable'; readonly text: string }
  | { readonly status: 'outOfTime' }
  | { readonly status: 'outOfMemory' };
