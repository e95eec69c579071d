import { isJsonObject, type Json } from '../../kernel/index.ts';
import { combiningKeywords } from './combining-keywords.ts';
import { containerKeywords } from './container-keywords.ts';
import { compilePattern, type LinearPattern } from './linear-pattern.ts';
import { type At, type Checker, type Keyword, problemsOf } from './meeting.ts';
import { plainKeywords } from './plain-keywords.ts';
import { resolveReference } from './resolve-reference.ts';
import { jsonIdentity } from './same-json.ts';
import { schemaLimits } from './schema-limits.ts';
import type { SchemaProblem } from './schema-problem.ts';

const keywords: ReadonlyMap<string, Keyword> = new Map(
  Object.entries({ ...plainKeywords, ...containerKeywords, ...combiningKeywords }),
);

/** Patterns of one schema, compiled when they are first met. */
export type PatternCache = Map<string, LinearPattern>;

/** What is wrong with a value by a schema that has been read. Ends after bounded work, whatever they are. */
export function checkValue(root: Json, value: Json, patterns: PatternCache): readonly SchemaProblem[] {
  try {
    return new ValueChecker(root, patterns).check(root, value, []).slice(0, schemaLimits.maxProblems);
  } catch (error) {
    if (!(error instanceof TooMuchWork)) throw error;
    return [
      { at: [], message: 'cannot be checked: the schema asks for too much work for a value of this size' },
    ];
  }
}

class TooMuchWork extends Error {}

class ValueChecker implements Checker {
  readonly #root: Json;
  readonly #patterns: PatternCache;
  /** To follow a long one again and again would take as long as its author likes. */
  readonly #references = new Map<string, Json>();
  #work: number = schemaLimits.maxWork;
  #depth = 0;

  constructor(root: Json, patterns: PatternCache) {
    this.#root = root;
    this.#patterns = patterns;
  }

  check(schema: Json, value: Json, at: At): readonly SchemaProblem[] {
    this.spend(1);
    if (!isJsonObject(schema)) return schema === false ? [{ at, message: 'is not allowed' }] : [];
    if (this.#depth >= schemaLimits.maxDepth) throw new TooMuchWork();
    this.#depth += 1;
    const meeting = { schema, value, at, checker: this };
    const entries = Object.entries(schema);
    const cost = costOfLooking(value);
    this.spend(Math.floor(entries.length / 10));
    const problems = problemsOf(entries, ([keyword, wanted]) => {
      const ask = keywords.get(keyword);
      if (ask === undefined) return [];
      this.spend(cost + costOfParts(wanted));
      return ask(wanted, meeting);
    });
    this.#depth -= 1;
    return problems;
  }

  resolve(reference: string): Json {
    const known = this.#references.get(reference);
    if (known !== undefined) return known;
    const schema = resolveReference(this.#root, reference)?.schema ?? true;
    this.#references.set(reference, schema);
    return schema;
  }

  matches(pattern: string, text: string): boolean {
    const compiled = this.#patterns.get(pattern) ?? compilePattern(pattern);
    this.#patterns.set(pattern, compiled);
    // At worst every state of the automaton is followed for every character.
    this.spend(Math.ceil(((text.length + 1) * compiled.programSize()) / 200));
    return compiled.matcher(text).find();
  }

  identity(value: Json): string {
    const identity = identityWithin(value, schemaLimits.maxDepth);
    this.spend(Math.ceil(identity.length / 100));
    return identity;
  }

  spend(work: number): void {
    this.#work -= work;
    if (this.#work < 0) throw new TooMuchWork();
  }
}

/** What a keyword costs that looks at each item, key or character of the value once. */
function costOfLooking(value: Json): number {
  return typeof value === 'string' ? Math.floor(value.length / 250) : costOfParts(value);
}

function costOfParts(value: Json): number {
  if (typeof value !== 'object' || value === null) return 0;
  return Math.floor((Array.isArray(value) ? value.length : Object.keys(value).length) / 10);
}

function identityWithin(value: Json, maxDepth: number): string {
  try {
    return jsonIdentity(value, maxDepth);
  } catch {
    throw new TooMuchWork();
  }
}
