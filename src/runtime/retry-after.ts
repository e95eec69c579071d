/** Who asks to be left alone for longer is asked again after a day. */
const longestMs = 86_400_000;

/** Milliseconds that a `Retry-After` header asks to wait: seconds, or a date. Null: it does not say. */
export function retryAfterMs(header: string | undefined, now: number): number | null {
  if (header === undefined || header.trim() === '') return null;
  const seconds = Number(header);
  const ms = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(header) - now;
  return Number.isFinite(ms) ? Math.min(Math.max(0, Math.round(ms)), longestMs) : null;
}
