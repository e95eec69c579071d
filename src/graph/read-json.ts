import type { Json } from '../kernel/index.ts';
import { documentLimits } from './document-limits.ts';
import type { IssueCode } from './issue-codes.ts';
import { containerSize, scalarSize, textSize } from './json-text-size.ts';
import { quoted } from './validation-issue.ts';

/** What is wrong at a place of the input, before it is known whether that place belongs to a node. */
export interface DocumentProblem {
  readonly code: IssueCode;
  readonly path: readonly PropertyKey[];
  readonly message: string;
  readonly suggestion?: string | undefined;
}

export interface JsonReading {
  /** The input copied into plain objects and arrays; what is wrong in it is null or absent. */
  readonly value: Json;
  readonly problems: readonly DocumentProblem[];
}

/**
 * Copies any value as the JSON it claims to be, and says where it is none, or none that can be stored. Never throws,
 * and never walks farther than the limits of a document, or than `maxBytes` of text: not into cycles, nor into a value
 * that is shared so often that its text would be huge.
 */
export function readJson(input: unknown, maxBytes: number = documentLimits.maxBytes): JsonReading {
  return readWith(new JsonReader(maxBytes, true), input);
}

function readWith(reader: JsonReader, input: unknown): JsonReading {
  try {
    return { value: reader.read(input), problems: reader.problems };
  } catch {
    // A getter or a proxy of the caller's threw.
    return { value: null, problems: [{ code: 'document/not-json', path: [], message: 'cannot be read' }] };
  }
}

/** What is wrong in the input, where nobody needs the copy. */
export function jsonProblems(input: unknown, maxBytes: number): readonly DocumentProblem[] {
  return readWith(new JsonReader(maxBytes, false), input).problems;
}

/** Keys that reach behind the value once code copies or looks up by them. */
const forbiddenKeys: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

class JsonReader {
  readonly problems: DocumentProblem[] = [];
  readonly #maxBytes: number;
  readonly #copies: boolean;
  readonly #path: PropertyKey[] = [];
  /** The containers around the place, to find cycles. */
  readonly #around = new Set<object>();
  #size = 0;
  #stopped = false;

  constructor(maxBytes: number, copies: boolean) {
    this.#maxBytes = maxBytes;
    this.#copies = copies;
  }

  read(value: unknown): Json {
    if (typeof value === 'string') return this.#text(value);
    if (typeof value === 'number' && Number.isFinite(value)) return this.#scalar(value === 0 ? 0 : value);
    if (typeof value === 'boolean' || value === null) return this.#scalar(value);
    if (typeof value !== 'object') return this.#refuse('document/not-json', `is ${nameOf(value)}, not JSON`);
    return this.#container(value);
  }

  #text(text: string): string {
    this.#measure(text.length > this.#maxBytes ? text.length : textSize(text));
    if (!this.#stopped) this.#checkText(text, 'holds');
    return text;
  }

  #checkText(text: string, verb: string): void {
    if (text.includes('\0')) {
      this.#refuse('document/unstorable-text', `${verb} a NUL character, which cannot be stored: remove it`);
    } else if (!text.isWellFormed()) {
      const what = 'half of a surrogate pair, which cannot be stored: remove it or write the whole character';
      this.#refuse('document/unstorable-text', `${verb} ${what}`);
    }
  }

  /** PostgreSQL keeps no negative zero, so a document has none. */
  #scalar(value: null | boolean | number): Json {
    this.#measure(scalarSize(value));
    return value;
  }

  #container(value: object): Json {
    if (this.#around.has(value)) return this.#refuse('document/not-json', 'contains itself');
    if (this.#around.size >= documentLimits.maxDepth) {
      return this.#refuse('document/too-deep', `is nested deeper than ${documentLimits.maxDepth} levels`);
    }
    this.#around.add(value);
    const copy = Array.isArray(value) ? this.#array(value) : this.#object(value);
    this.#around.delete(value);
    return copy;
  }

  #array(items: readonly unknown[]): Json {
    this.#measure(containerSize(items.length));
    const copy: Json[] = [];
    for (let index = 0; index < items.length && !this.#stopped; index += 1) {
      const item = this.#within(index, items[index]);
      if (this.#copies) copy.push(item);
    }
    return copy;
  }

  #object(value: object): Json {
    if (!isPlain(value)) return this.#refuse('document/not-json', `is ${nameOf(value)}, not JSON`);
    const keys = Object.keys(value);
    this.#measure(containerSize(keys.length));
    const copy: Record<string, Json> = {};
    for (const key of keys) {
      if (this.#stopped) break;
      if (!this.#acceptsKey(key)) continue;
      const item = this.#within(key, Reflect.get(value, key));
      if (this.#copies) copy[key] = item;
    }
    return copy;
  }

  #acceptsKey(key: string): boolean {
    this.#measure(textSize(key) + 1);
    if (!forbiddenKeys.has(key)) {
      if (!this.#stopped) this.#checkText(key, `has the key ${quoted(key)}, which holds`);
      return true;
    }
    this.#refuse('document/forbidden-key', `has the key ${quoted(key)}, which is not allowed: rename it`);
    return false;
  }

  #within(key: PropertyKey, value: unknown): Json {
    this.#path.push(key);
    const copy = this.read(value);
    this.#path.pop();
    return copy;
  }

  #measure(bytes: number): void {
    this.#size += bytes;
    if (this.#size <= this.#maxBytes || this.#stopped) return;
    this.problems.push(longerThan(this.#maxBytes));
    this.#stopped = true;
  }

  #refuse(code: IssueCode, message: string): null {
    this.problems.push({ code, path: [...this.#path], message });
    if (this.problems.length >= documentLimits.maxIssues) this.#stopped = true;
    return null;
  }
}

export const tooLarge = longerThan(documentLimits.maxBytes);

function longerThan(maxBytes: number): DocumentProblem {
  const message = `is longer than ${maxBytes} bytes: keep large data outside of it, or split it`;
  return { code: 'document/too-large', path: [], message };
}

/** An object literal, of whatever realm: dates, maps and class instances would lose what they are. */
function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function nameOf(value: unknown): string {
  if (typeof value === 'number') return String(value);
  if (typeof value === 'object') return 'an object of a class';
  return value === undefined ? 'undefined' : `a ${typeof value}`;
}
