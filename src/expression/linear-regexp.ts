import { RE2JS } from 're2js';
import { expressionLimits } from './limits.ts';
import type { WorkMeter } from './work-meter.ts';

/** Pattern search in time linear in the text, for every pattern: RE2 has no backtracking, hence no `\1`. */
export interface PatternMatcher {
  /** Whether the pattern occurs in the text. @throws Error if the pattern is invalid or too long. */
  matches(text: string, pattern: string): boolean;
  /** Why the pattern is refused, or undefined if it is fine. */
  refusal(pattern: string): string | undefined;
}

export function createPatternMatcher(meter: WorkMeter): PatternMatcher {
  // A Map keeps the order of insertion, so its first key is the one unused for the longest time.
  const compiled = new Map<string, RE2JS>();

  function compile(pattern: string): RE2JS {
    const known = compiled.get(pattern);
    if (known !== undefined) {
      compiled.delete(pattern);
      compiled.set(pattern, known);
      return known;
    }
    if (pattern.length > expressionLimits.maxPatternLength) {
      throw new Error(`the pattern is longer than ${expressionLimits.maxPatternLength} characters`);
    }
    const regexp = RE2JS.compile(pattern);
    compiled.set(pattern, regexp);
    const [oldest] = compiled.keys();
    if (compiled.size > expressionLimits.maxCachedPatterns && oldest !== undefined) compiled.delete(oldest);
    return regexp;
  }

  return {
    matches(text, pattern) {
      const regexp = compile(pattern);
      // At worst every state of the automaton is followed for every character.
      meter.spend(Math.ceil((text.length * regexp.programSize()) / 200));
      return regexp.matcher(text).find();
    },
    refusal(pattern) {
      try {
        compile(pattern);
        return undefined;
      } catch (error) {
        return error instanceof Error ? error.message : 'the pattern is invalid';
      }
    },
  };
}
