import { AppError, isJsonObject, type Json, type JsonObject } from '../kernel/index.ts';

/** @throws AppError `input/invalid` for a value that is no object; null stays null */
export function jsonObject(value: Json | undefined, what: string): JsonObject | null {
  if (value === undefined || value === null) return null;
  if (isJsonObject(value)) return value;
  const message = `${what} must be an object`;
  throw new AppError('input/invalid', message, { details: { problems: [{ path: what, message }] } });
}
