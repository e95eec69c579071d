import { AppError, jsonLengthUpTo } from '../../kernel/index.ts';
import { knownValuesOf } from './known-values.ts';
import { mostBytes } from './new-blob.ts';
import { ValuePacker } from './value-packer.ts';

/** JSON text has at most six bytes for a unit of what it says: what is no longer than this needs no closer look. */
const surelyKept = Math.floor(mostBytes / 6);

/** Why the value, or a part of it, is too large for a blob; null: it can be written. */
export function refusalOf(value: unknown, holder: object): AppError | null {
  if (jsonLengthUpTo(value, surelyKept) <= surelyKept) return null;
  try {
    new ValuePacker(knownValuesOf(holder)).column(value);
    return null;
  } catch (cause) {
    if (AppError.is(cause)) return cause;
    throw cause;
  }
}
