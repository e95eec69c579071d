import type { IssueAt } from './issue.ts';
import { withPublicNames } from './private-name.ts';

/** What an error that cel-js or a helper threw says, without the drawing of the source, and where it happened. */
export function describeCelError(error: unknown): IssueAt {
  if (error instanceof RangeError && isExhaustion.test(error.message))
    return { offset: 0, message: 'the expression or its data are nested too deeply or too large' };
  if (!(error instanceof Error)) return { offset: 0, message: 'it cannot be evaluated' };
  const summary = 'summary' in error && typeof error.summary === 'string' ? error.summary : error.message;
  return { offset: offsetOf(error), message: withPublicNames(summary) };
}

/** What a full stack says, and a text or list that no memory holds. Other ranges are of times and zones. */
const isExhaustion = /call stack|invalid (string|array) length/i;

function offsetOf(error: Error): number {
  if (!('range' in error)) return 0;
  const { range } = error;
  const hasStart = typeof range === 'object' && range !== null && 'start' in range;
  return hasStart && typeof range.start === 'number' ? range.start : 0;
}
