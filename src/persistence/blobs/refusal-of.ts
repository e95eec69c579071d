import { AppError, deepestValue, jsonLengthUpTo } from '../../kernel/index.ts';
import { knownValuesOf } from './known-values.ts';
import { mostBytes } from './new-blob.ts';
import { surelyLong, ValuePacker } from './value-packer.ts';

/** JSON text has at most six bytes for a unit of what it says: what is no longer than this needs no closer look. */
const surelyKept = Math.floor(mostBytes / 6);

/** Why the value, or a part of it, is too large for a blob or too deep; null: it can be written. */
export function refusalOf(value: unknown, holder: object): AppError | null {
  const length = jsonLengthUpTo(value, surelyKept);
  // Whoever writes it need not write it whole to find out.
  if (length > surelyLong) knownValuesOf(holder).expect();
  if (length <= surelyKept) return null;
  if (length === Number.POSITIVE_INFINITY) return tooDeep();
  try {
    new ValuePacker(knownValuesOf(holder)).column(value);
    return null;
  } catch (cause) {
    if (AppError.is(cause)) return cause;
    throw cause;
  }
}

function tooDeep(): AppError {
  const message = `a value is nested deeper than ${deepestValue} levels: flatten it`;
  return new AppError('limit/value-size', message);
}
