import { z } from 'zod';
import type { Json } from '../../kernel/index.ts';

const isoTime = z.union([z.iso.datetime({ offset: true }), z.iso.date()]);

/**
 * Milliseconds since 1970 of an ISO 8601 time with a zone, of a day (its first moment in UTC), or of such a number;
 * undefined for anything else. A time without a zone would mean another moment on another server.
 */
export function timeOf(value: Json): number | undefined {
  if (typeof value === 'number') return Math.abs(value) <= 8.64e15 ? Math.round(value) : undefined;
  if (typeof value !== 'string') return undefined;
  const text = value.trim();
  return isoTime.safeParse(text).success ? Date.parse(text) : undefined;
}
