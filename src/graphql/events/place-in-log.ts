import type { ArgBuilder } from '@pothos/core';
import { decodeCursor } from '../../runtime/cursor.ts';
import type { ApiTypes } from '../builder.ts';

/** The argument of everything that reads a log. */
export function afterArgument(arg: ArgBuilder<ApiTypes>) {
  return arg({ type: 'Cursor', description: 'The cursor to continue after; by default, from the start.' });
}

/**
 * The sequence that it stands for.
 * @throws AppError `cursor/invalid`, `cursor/other-execution`
 */
export function sequenceAfter(after: string | null | undefined, executionId: string): number {
  return after === null || after === undefined ? 0 : decodeCursor(after, executionId);
}
