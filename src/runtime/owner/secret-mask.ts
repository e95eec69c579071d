import { isJsonObject, type Json, type JsonObject } from '../../kernel/index.ts';
import { secretForms, shortestForm } from './secret-forms.ts';

/** What stands where a secret stood. */
const cover = '***';

/** Puts `***` in the place of secrets, in whatever form they stand. */
export class SecretMask {
  readonly #values = new Set<string>();
  /** By their first UTF-16 unit; longest first. */
  #forms = new Map<number, readonly string[]>();

  add(value: string): void {
    if (this.#values.has(value)) return;
    this.#values.add(value);
    const forms = [...new Set([...this.#values].flatMap(secretForms))];
    forms.sort((left, right) => right.length - left.length);
    this.#forms = Map.groupBy(forms, (form) => form.charCodeAt(0));
  }

  text(text: string): string {
    return this.#scan(text, (form, at) => text.startsWith(form, at)).masked;
  }

  /** The same for a text of which more may come: `rest` is to be put before that, as it may begin a secret. */
  start(text: string): { readonly masked: string; readonly rest: string } {
    return this.#scan(
      text,
      (form, at) =>
        text.startsWith(form, at) || (at + form.length > text.length && form.startsWith(text.slice(at))),
    );
  }

  /** What is left of a text that has ended, and began like a secret: of more than a few letters it is one, cut off. */
  end(rest: string): string {
    const masked = this.text(rest);
    return masked === rest && rest.length >= shortestForm ? cover : masked;
  }

  /** Every text in the value, every key, and every number that reads like a secret. */
  json(value: Json): Json {
    if (typeof value === 'string') return this.text(value);
    if (typeof value === 'number') return this.#number(value);
    if (Array.isArray(value)) return value.map((item: Json) => this.json(item));
    return isJsonObject(value) ? this.object(value) : value;
  }

  object(value: JsonObject): JsonObject {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [this.text(key), this.json(item)]));
  }

  isIn(text: string): boolean {
    return this.text(text) !== text;
  }

  #number(value: number): Json {
    const written = String(value);
    const masked = this.text(written);
    return masked === written ? value : masked;
  }

  #scan(text: string, isAt: (form: string, at: number) => boolean) {
    let masked = '';
    let from = 0;
    let at = 0;
    while (at < text.length) {
      const found = this.#forms.get(text.charCodeAt(at))?.find((form) => isAt(form, at));
      if (found === undefined) {
        at += 1;
        continue;
      }
      masked += text.slice(from, at);
      from = at;
      if (at + found.length > text.length) return { masked, rest: text.slice(at) };
      masked += cover;
      at += found.length;
      from = at;
    }
    return { masked: masked + text.slice(from), rest: '' };
  }
}
