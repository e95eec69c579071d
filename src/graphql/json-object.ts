import { AppError, isJsonObject, type Json, type JsonObject } from '../kernel/index.ts';

/** @throws AppError `input/invalid` for a value that is no object; null stays null */
export function jsonObject(value: Json | undefined, what: string): JsonObject | null {
  if (value === undefined || value === null) return null;
  if (isJsonObject(value)) return value;
  throw new AppError('input/invalid', `${what}: must be an object`, {
    details: { problems: [{ path: what, message: 'must be an object' }] },
  });
}
