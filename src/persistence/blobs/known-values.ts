import type { BlobReference } from './apart.ts';

/** Texts cannot be held weakly: only so many units of those seen last are remembered, and the last one in any case. */
const mostUnits = 64 * 1024 * 1024;

/**
 * Which values of an execution are kept already, by identity: the same value is neither written as JSON nor hashed
 * again, however many events hand it on.
 */
export class KnownValues {
  readonly #objects = new WeakMap<object, BlobReference>();
  readonly #texts = new Map<string, BlobReference>();
  #units = 0;
  #isEmpty = true;

  get isEmpty(): boolean {
    return this.#isEmpty;
  }

  get(value: unknown): BlobReference | undefined {
    if (typeof value === 'string') return this.#texts.get(value);
    return typeof value === 'object' && value !== null ? this.#objects.get(value) : undefined;
  }

  /** Something large is on its way: what is written from now on is looked at. */
  expect(): void {
    this.#isEmpty = false;
  }

  add(value: unknown, reference: BlobReference): void {
    this.#isEmpty = false;
    if (typeof value === 'object' && value !== null) this.#objects.set(value, reference);
    if (typeof value === 'string') this.#addText(value, reference);
  }

  #addText(text: string, reference: BlobReference): void {
    if (this.#texts.has(text)) return;
    this.#texts.set(text, reference);
    this.#units += text.length;
    for (const oldest of this.#texts.keys()) {
      if (this.#units <= mostUnits || this.#texts.size === 1) return;
      this.#texts.delete(oldest);
      this.#units -= oldest.length;
    }
  }
}

const knownTo = new WeakMap<object, KnownValues>();

/** Whoever holds an execution knows these of its values. They are forgotten with the holder. */
export function rememberFor(holder: object, known: KnownValues): void {
  knownTo.set(holder, known);
}

export function knownValuesOf(holder: object): KnownValues {
  const known = knownTo.get(holder) ?? new KnownValues();
  rememberFor(holder, known);
  return known;
}

/** Most executions have no large value: then there is nothing to look for. */
export function knowsValues(holder: object | undefined): boolean {
  return holder !== undefined && knownTo.get(holder)?.isEmpty === false;
}
