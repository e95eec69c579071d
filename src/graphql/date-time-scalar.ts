import { invalidInput } from './invalid-input.ts';

const form = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?(Z|[+-]\d{2}:\d{2})$/;

/** Milliseconds since 1970 of a moment as RFC 3339 writes it; what is finer is cut off. */
export function readDateTime(value: unknown): number {
  if (typeof value !== 'string' || !form.test(value)) throw notDateTime();
  const at = Date.parse(value);
  if (Number.isNaN(at) || !hasRealDay(value)) throw notDateTime();
  return at;
}

export function writeDateTime(at: number): string {
  return new Date(at).toISOString();
}

/** `Date.parse` takes the 30th of February for the 1st or 2nd of March. */
function hasRealDay(text: string): boolean {
  const day = text.slice(0, 10);
  return new Date(`${day}T00:00:00Z`).toISOString().startsWith(day);
}

function notDateTime() {
  return invalidInput('A DateTime is a moment with its offset from UTC, such as 2026-01-31T09:30:00.000Z');
}
