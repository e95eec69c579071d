import { isJsonObject, type Json, type JsonObject } from '../../kernel/index.ts';
import { shortKey } from '../short-key.ts';
import { quoted } from '../validation-issue.ts';
import type { LegacyReport } from './legacy-report.ts';

interface Bounds {
  readonly min: number;
  readonly max: number;
  readonly whole: boolean;
}

/**
 * The settings of a legacy node. Every one had several spellings; the first that is set wins. What nobody asks for is
 * reported, so nothing is lost in silence.
 */
export class LegacySettings {
  readonly #values: JsonObject;
  readonly #path: string;
  readonly #report: LegacyReport;
  readonly #asked = new Set<string>();

  constructor(values: JsonObject, path: string, report: LegacyReport) {
    this.#values = values;
    this.#path = path;
    this.#report = report;
  }

  /** As they were written. */
  get all(): JsonObject {
    return this.#values;
  }

  /** The value under the first spelling that is set, without asking for it. */
  peek(...spellings: readonly string[]): Json | undefined {
    const spelling = spellings.find((each) => this.#has(each));
    return spelling === undefined ? undefined : this.#values[spelling];
  }

  /** The value under the first spelling that is set; null is what the former system wrote for nothing. */
  take(...spellings: readonly string[]): Json | undefined {
    const set = spellings.filter((spelling) => this.#has(spelling));
    for (const spelling of spellings) this.#asked.add(spelling);
    const [first, ...others] = set;
    if (first === undefined) return undefined;
    for (const other of others) {
      if (JSON.stringify(this.#values[other]) === JSON.stringify(this.#values[first])) continue;
      this.#report.warning(this.at(other), `${other} is left out: ${first} says the same otherwise.`);
    }
    return this.#values[first];
  }

  /** A text; anything else is reported and left out. */
  text(...spellings: readonly string[]): string | undefined {
    const value = this.take(...spellings);
    if (value === undefined || typeof value === 'string') return value;
    return this.#leaveOut(spellings, value, 'a text');
  }

  boolean(...spellings: readonly string[]): boolean | undefined {
    const value = this.take(...spellings);
    if (value === undefined || typeof value === 'boolean') return value;
    return this.#leaveOut(spellings, value, 'true or false');
  }

  /** A list of texts; one text stands for a list of it. */
  texts(...spellings: readonly string[]): readonly string[] | undefined {
    const value = this.take(...spellings);
    if (typeof value === 'string') return [value];
    if (value === undefined) return undefined;
    if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return value;
    return this.#leaveOut(spellings, value, 'a list of texts');
  }

  /** A number within the bounds, also one that was written as text. */
  number({ min, max, whole }: Bounds, ...spellings: readonly string[]): number | undefined {
    const value = this.take(...spellings);
    if (value === undefined) return undefined;
    const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
    const fits = typeof number === 'number' && number >= min && number <= max;
    if (fits && (!whole || Number.isInteger(number))) return number;
    return this.#leaveOut(spellings, value, `a ${whole ? 'whole ' : ''}number from ${min} to ${max}`);
  }

  /** Settings that said nothing about what the node does. */
  ignore(...spellings: readonly string[]): void {
    for (const spelling of spellings) this.#asked.add(spelling);
  }

  /** Settings that meant something, and have no place here. */
  drop(why: string, ...spellings: readonly string[]): void {
    for (const spelling of spellings) {
      if (this.#has(spelling)) this.#report.warning(this.at(spelling), `${spelling} is left out: ${why}.`);
      this.#asked.add(spelling);
    }
  }

  /** Reports what nobody has asked for. */
  reportRest(): void {
    const rest = Object.keys(this.#values).filter((key) => !this.#asked.has(key) && this.#has(key));
    for (const key of rest) {
      this.#report.warning(
        this.at(key),
        `${quoted(key)} is left out: it is no setting of this kind of node.`,
      );
    }
  }

  /** The path of the first of these spellings that is set. */
  at(...spellings: readonly string[]): string {
    const key = spellings.find((spelling) => this.#has(spelling)) ?? spellings[0] ?? '';
    return `${this.#path}.${shortKey(key)}`;
  }

  #has(spelling: string): boolean {
    return Object.hasOwn(this.#values, spelling) && this.#values[spelling] !== null;
  }

  #leaveOut(spellings: readonly string[], value: Json, wanted: string): undefined {
    const shown = isJsonObject(value) || Array.isArray(value) ? 'another value' : quoted(String(value));
    this.#report.warning(this.at(...spellings), `${shown} is left out: it must be ${wanted}.`);
    return undefined;
  }
}

export function wholeUpTo(max: number, min = 0): Bounds {
  return { min, max, whole: true };
}

export function numberUpTo(max: number, min = 0): Bounds {
  return { min, max, whole: false };
}
