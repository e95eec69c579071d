import type { Pool } from 'pg';
import { AppError, type Json } from '../../kernel/index.ts';
import { type Apart, type BlobForm, type BlobReference, isApart, together } from './apart.ts';
import { readTexts } from './blob-rows.ts';
import type { KnownValues } from './known-values.ts';

type ReadTexts = (hashes: readonly string[]) => Promise<ReadonlyMap<string, string>>;

/**
 * Puts columns together again that belong to one owner. One blob is one value, wherever it belongs; what is `known`
 * from then on need not be written again.
 */
export class ApartValues {
  readonly #read: ReadTexts;
  readonly #known: KnownValues | undefined;
  readonly #values = new Map<string, Json>();

  constructor(read: ReadTexts, known?: KnownValues) {
    this.#read = read;
    this.#known = known;
  }

  /**
   * The columns in their order; one of which nothing is apart is left as it is.
   * @throws AppError `value/lost`
   */
  async columns(columns: readonly unknown[]): Promise<readonly unknown[]> {
    const parted = columns.filter((column) => isApart(column));
    await this.#gather(parted);
    return columns.map((column) => (isApart(column) ? this.#together(column) : column));
  }

  /** @throws AppError `value/lost` */
  async value(apart: Apart): Promise<Json> {
    await this.#gather([apart]);
    return this.#together(apart);
  }

  async #gather(parted: readonly Apart[]): Promise<void> {
    const wanted = this.#missing(parted);
    if (wanted.length === 0) return;
    const texts = await this.#read([...new Set(wanted.map(({ hash }) => hash))]);
    const nested: { readonly reference: BlobReference; readonly apart: Apart }[] = [];
    for (const reference of wanted) {
      const text = texts.get(reference.hash) ?? '';
      const value = text === '' ? missing(reference) : parsed(text, reference.form);
      if (reference.form === 'apart' && isApart(value)) nested.push({ reference, apart: value });
      else this.#add(reference, value);
    }
    await this.#gather(nested.map(({ apart }) => apart));
    for (const { reference, apart } of nested) this.#add(reference, this.#together(apart));
  }

  #missing(parted: readonly Apart[]): readonly BlobReference[] {
    const references = parted.flatMap(([, placed]) =>
      placed.map(([, hash, form, size]) => ({ hash, form, size })),
    );
    const missing = new Map(references.map((reference) => [keyOf(reference), reference]));
    for (const key of this.#values.keys()) missing.delete(key);
    return [...missing.values()];
  }

  #add(reference: BlobReference, value: Json): void {
    this.#values.set(keyOf(reference), value);
    this.#known?.add(value, reference);
  }

  #together(apart: Apart): Json {
    return together(apart, (reference) => this.#values.get(keyOf(reference)) ?? missing(reference));
  }
}

/** For the columns of this owner's rows. */
export function apartValues(pool: Pick<Pool, 'query'>, ownerId: string, known?: KnownValues): ApartValues {
  return new ApartValues((hashes) => readTexts(pool, ownerId, hashes), known);
}

function keyOf({ hash, form }: BlobReference): string {
  return `${form}:${hash}`;
}

function parsed(text: string, form: BlobForm): Json {
  return form === 'text' ? text : JSON.parse(text);
}

function missing({ hash }: BlobReference): never {
  throw new AppError(
    'value/lost',
    `the value with the hash ${hash} is not in the database any more, though something refers to it: bring the database back from a backup, or execute again`,
  );
}
