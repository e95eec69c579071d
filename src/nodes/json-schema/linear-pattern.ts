import { RE2JS } from 're2js';
import { schemaLimits } from './schema-limits.ts';

/** A pattern that is searched in time linear in the text: no pattern can stall the process. */
export type LinearPattern = RE2JS;

/** @throws Error if the pattern is too long, or is one that only backtracking could search */
export function compilePattern(source: string): LinearPattern {
  if (source.length > schemaLimits.maxPatternLength) {
    throw new Error(`it is longer than ${schemaLimits.maxPatternLength} characters`);
  }
  return RE2JS.compile(RE2JS.translateRegExp(source));
}

/** Why the pattern is refused, or undefined if it is fine. */
export function patternRefusal(source: string): string | undefined {
  try {
    compilePattern(source);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : 'it is invalid';
  }
}
