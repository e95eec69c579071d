import { Duration, UnsignedInt } from '@marcbachmann/cel-js/evaluator';
import type { Json } from '../kernel/index.ts';
import { expressionLimits } from './limits.ts';

/**
 * What CEL computed, as JSON: whole numbers as numbers, times as ISO 8601, durations as `"90s"`, bytes as Base64.
 * What is JSON already is no copy: a value that is only handed on stays the same one.
 *
 * @throws Error if the value has no JSON form (an infinite number, an int that a JSON number cannot hold, a type), or
 *   would be too large as text because the same stands in it again and again.
 */
export function toJson(value: unknown): Json {
  return new JsonTest().passes(value) ? value : new JsonConversion().of(value);
}

/** What stands in a value more than once is one thing in memory, and written out as often as it stands there. */
class Repeats {
  #count = 0;

  /** @throws Error beyond the limit */
  add(size: number): void {
    this.#count += size;
    if (this.#count > expressionLimits.maxRepeats) throw new Error('the result repeats too much data');
  }
}

/** Lists and objects that are looked at before it is worth remembering which. */
const unremembered = 1_000;

/** Of so many texts and numbers, and nothing else: looked through once, however many expressions hand them on. */
const many = 1_000;
const leaves = new WeakSet<object>();

/** Whether a value is JSON all the way down. What is there twice is looked at once. */
class JsonTest {
  /** Lists and objects so far, as often as they stand in the value. */
  #seen = 0;
  /** By the list or object: how many it holds, itself included. */
  #sizes: Map<object, number> | null = null;
  readonly #repeats = new Repeats();

  passes(value: unknown): value is Json {
    if (typeof value === 'number') return Number.isFinite(value);
    if (typeof value !== 'object' || value === null) return typeof value === 'string' || isConstant(value);
    const before = this.#sizes?.get(value);
    if (before !== undefined) {
      this.#seen += before;
      this.#repeats.add(before);
      return true;
    }
    const begun = this.#seen;
    this.#seen += 1;
    if (!leaves.has(value) && !this.#passInside(value)) return false;
    if (this.#seen <= unremembered) return true;
    this.#sizes ??= new Map();
    this.#sizes.set(value, this.#seen - begun);
    return true;
  }

  #passInside(value: object): boolean {
    const begun = this.#seen;
    const parts = Array.isArray(value) ? this.#passList(value) : this.#passObject(value);
    if (parts !== null && parts >= many && this.#seen === begun) leaves.add(value);
    return parts !== null;
  }

  /** How many items there are; null: one does not pass. */
  #passList(items: readonly unknown[]): number | null {
    return items.every((item) => this.passes(item)) ? items.length : null;
  }

  #passObject(value: object): number | null {
    if (Object.getPrototypeOf(value) !== Object.prototype) return null;
    let parts = 0;
    for (const key in value) {
      if (!this.passes(Reflect.get(value, key))) return null;
      parts += 1;
    }
    return parts;
  }
}

function isConstant(value: unknown): value is boolean | null {
  return value === null || typeof value === 'boolean';
}

interface Made {
  readonly json: Json;
  /** How many lists and objects it holds, itself included. */
  readonly size: number;
}

/** Makes JSON of a value that is none yet. What is there twice is made once. */
class JsonConversion {
  #seen = 0;
  readonly #made = new Map<object, Made>();
  readonly #repeats = new Repeats();

  of(value: unknown): Json {
    switch (typeof value) {
      case 'string':
      case 'boolean':
        return value;
      case 'number':
        if (!Number.isFinite(value)) throw new Error(`the result ${value} is not a JSON number`);
        return value;
      case 'bigint':
        return safeNumber(value);
      case 'object':
        return value === null ? null : this.#once(value);
      default:
        throw new Error(`a ${typeof value} has no JSON form`);
    }
  }

  #once(value: object): Json {
    const before = this.#made.get(value);
    if (before) {
      this.#seen += before.size;
      this.#repeats.add(before.size);
      return before.json;
    }
    const begun = this.#seen;
    this.#seen += 1;
    const json = this.#object(value);
    this.#made.set(value, { json, size: this.#seen - begun });
    return json;
  }

  #object(value: object): Json {
    if (Array.isArray(value)) return value.map((item) => this.of(item));
    if (value instanceof UnsignedInt) return safeNumber(value.value);
    if (value instanceof Date) return value.toISOString();
    if (value instanceof Duration) return value.toString();
    if (value instanceof Uint8Array)
      return btoa(Array.from(value, (byte) => String.fromCharCode(byte)).join(''));
    if (value instanceof Map) return this.#record(value.entries());
    const prototype: unknown = Object.getPrototypeOf(value);
    if (prototype === Object.prototype || prototype === null) return this.#record(Object.entries(value));
    throw new Error('the result has no JSON form');
  }

  /** `Object.fromEntries` defines own properties, so a key `__proto__` is data like any other. */
  #record(entries: Iterable<[unknown, unknown]>): Json {
    return Object.fromEntries(Array.from(entries, ([key, item]) => [String(key), this.of(item)]));
  }
}

function safeNumber(value: bigint): number {
  const number = Number(value);
  if (!Number.isSafeInteger(number)) throw new Error(`the int ${value} is too large for a JSON number`);
  return number;
}
