import { isJsonObject, type Json, type JsonObject } from '../../kernel/index.ts';
import { secretForms, shortestForm } from './secret-forms.ts';

/** What stands where a secret stood. */
const cover = '***';
const beginningLength = 16;

/** Puts `***` in the place of secrets, in whatever form they stand. */
export class SecretMask {
  readonly #values = new Set<string>();
  /** Longest first: where two begin at one place, the longer one is covered. */
  #forms: readonly string[] = [];
  /** Finds where a form may begin: a pattern of whole forms would be as long as all of them together. */
  #beginnings = /(?!)/g;

  add(value: string): void {
    if (this.#values.has(value)) return;
    this.#values.add(value);
    const forms = [...new Set([...this.#values].flatMap(secretForms))];
    this.#forms = forms.sort((left, right) => right.length - left.length);
    const beginnings = new Set(this.#forms.map((form) => escaped(form.slice(0, beginningLength))));
    this.#beginnings = new RegExp([...beginnings].join('|'), 'g');
  }

  isIn(text: string): boolean {
    return this.#find(text, 0) !== null;
  }

  text(text: string): string {
    let masked = '';
    let from = 0;
    for (let found = this.#find(text, 0); found !== null; found = this.#find(text, from)) {
      masked += text.slice(from, found.at) + cover;
      from = found.at + found.form.length;
    }
    return masked + text.slice(from);
  }

  /** The same bytes, with `*` over every secret: what is in them otherwise stays in its place. */
  bytes(bytes: Uint8Array): Uint8Array {
    const masked = Buffer.from(bytes);
    for (const form of this.#forms) {
      const length = Buffer.byteLength(form);
      for (let at = masked.indexOf(form); at >= 0; at = masked.indexOf(form, at + length)) {
        masked.fill('*', at, at + length);
      }
    }
    return masked;
  }

  /** The same for a text of which more may come: `rest` is to be put before that, as it may begin a secret. */
  start(text: string): { readonly masked: string; readonly rest: string } {
    let masked = '';
    let at = 0;
    while (at < text.length) {
      const form = this.#forms.find((one) => startsAt(text, at, one));
      if (form === undefined) masked += text[at];
      else if (at + form.length > text.length) return { masked, rest: text.slice(at) };
      else masked += cover;
      at += form?.length ?? 1;
    }
    return { masked, rest: '' };
  }

  /** What is left of a text that has ended, and began like a secret: of more than a few letters it is one, cut off. */
  end(rest: string): string {
    const masked = this.text(rest);
    return masked === rest && rest.length >= shortestForm ? cover : masked;
  }

  /** Every text in the value, every key, and every number that reads like a secret; the same value where there is none. */
  json(value: Json): Json {
    return this.#isInJson(value) ? this.#covered(value) : value;
  }

  object(value: JsonObject): JsonObject {
    return this.#isInJson(value) ? this.#coveredObject(value) : value;
  }

  /** The first form from this place on. */
  #find(text: string, from: number): { readonly at: number; readonly form: string } | null {
    for (let start = from; ; ) {
      this.#beginnings.lastIndex = start;
      const at = this.#beginnings.exec(text)?.index;
      if (at === undefined) return null;
      const form = this.#forms.find((one) => text.startsWith(one, at));
      if (form !== undefined) return { at, form };
      start = at + 1;
    }
  }

  /** Nearly always false, and asked of all that is said: so it makes no object. */
  #isInJson(value: unknown): boolean {
    if (typeof value === 'string') return this.isIn(value);
    if (typeof value === 'number') return this.isIn(String(value));
    if (typeof value !== 'object' || value === null) return false;
    if (Array.isArray(value)) return value.some((item) => this.#isInJson(item));
    for (const key in value) {
      if (this.isIn(key) || this.#isInJson(Reflect.get(value, key))) return true;
    }
    return false;
  }

  #covered(value: Json): Json {
    if (typeof value === 'string') return this.text(value);
    if (typeof value === 'number') return this.isIn(String(value)) ? cover : value;
    if (Array.isArray(value)) return value.map((item: Json) => this.#covered(item));
    return isJsonObject(value) ? this.#coveredObject(value) : value;
  }

  #coveredObject(value: JsonObject): JsonObject {
    const entries = Object.entries(value);
    return Object.fromEntries(entries.map(([key, item]) => [this.text(key), this.#covered(item)]));
  }
}

/** Whether the form stands there, or may do so once more of the text has come. */
function startsAt(text: string, at: number, form: string): boolean {
  return text.startsWith(form, at) || (at + form.length > text.length && form.startsWith(text.slice(at)));
}

function escaped(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}
