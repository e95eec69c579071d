import { jsonLengthUpTo } from '../../kernel/index.ts';
import type { BlobForm, BlobReference, Path, PlacedReference } from './apart.ts';
import { KnownValues } from './known-values.ts';
import { addNamedFiles } from './named-files.ts';
import { type NewBlob, textBlob, tooLarge } from './new-blob.ts';

/** Values with a longer JSON text are kept apart from the row that holds them. */
export const mostInlineLength = 64 * 1024;

/** The length that is counted is up to half more than that of the text: what is longer than this has none that is inline. */
export const surelyLong = 2 * mostInlineLength;

/** What is put apart: every large value, or only texts and what is kept already. */
type Which = 'all' | 'known';

/** The column of a value that may be anything: the value, or what it is apart. */
export interface PackedColumn {
  readonly whole: string | null;
  readonly apart: string | null;
}

/** Who has packed a value whose bytes were sent ahead of the commit that holds it. */
const packedAhead = new WeakMap<object, ValuePacker>();

/**
 * Writes the values of one execution, in one commit, as JSON text without their large parts. The innermost values are
 * put apart, so that what wraps them is short and they are shared whoever wraps them.
 */
export class ValuePacker {
  readonly #known: KnownValues;
  readonly #fresh = new Map<unknown, BlobReference>();
  readonly #blobs = new Map<string, NewBlob>();
  readonly #mostInline: number;
  /** The hashes of files that large values name. */
  readonly files = new Set<string>();
  readonly #adopted: object[] = [];

  constructor(known = new KnownValues(), mostInline = mostInlineLength) {
    this.#known = known;
    this.#mostInline = mostInline;
  }

  /** What must be durable with what was written. */
  get blobs(): readonly NewBlob[] {
    return [...this.#blobs.values()];
  }

  /** An object, which itself stays where it is. */
  object(value: object): string {
    return this.#written(value, 'all');
  }

  /**
   * The state of an execution. It refers to what its events have kept: its own lists change from one snapshot to the
   * next, and kept apart each of them would stay for ever.
   */
  snapshot(state: object): string {
    return this.#written(state, 'known');
  }

  column(value: unknown): PackedColumn {
    const references: PlacedReference[] = [];
    const rest = this.#without(value, [], references, 'all');
    if (references.length === 0) return { whole: jsonText(value), apart: null };
    return { whole: null, apart: jsonText([rest, references]) };
  }

  /** What was written is durable, and need not be written again. */
  committed(): void {
    for (const value of this.#adopted) packedAhead.delete(value);
    for (const [value, reference] of this.#fresh) this.#known.add(value, reference);
  }

  /** The bytes of the value that was packed are there: whoever writes it next need not pack it again. */
  sentAhead(value: object): void {
    packedAhead.set(value, this);
    this.#known.expect();
  }

  #written(value: object, which: Which): string {
    const references: PlacedReference[] = [];
    const rest = withParts(value, (part, key) => this.#without(part, [key], references, which));
    return jsonText(references.length === 0 ? value : [rest, references]);
  }

  /** The value without its large parts, each of which is added to `references`. */
  #without(value: unknown, path: Path, references: PlacedReference[], which: Which): unknown {
    if (!mayBeApart(value)) return value;
    this.#adopt(value);
    const known = this.#referenceTo(value);
    if (known !== undefined) return apart(known, path, references);
    if (!this.#isLong(value)) return value;
    if (typeof value === 'string') return apart(this.#keepText(value), path, references);
    if (typeof value !== 'object' || value === null) return value;
    const inner: PlacedReference[] = [];
    const rest = withParts(value, (part, key) => this.#without(part, [key], inner, which));
    if (which === 'known' || !this.#isLong(rest)) {
      for (const [end, ...reference] of inner) references.push([[...path, ...end], ...reference]);
      return rest;
    }
    return apart(this.#keepContainer(value, rest, inner), path, references);
  }

  /** Whoever has packed it before, for the same execution, has written all that is large in it and was not known. */
  #adopt(value: unknown): void {
    if (typeof value !== 'object' || value === null) return;
    const ahead = packedAhead.get(value);
    if (ahead === undefined || ahead.#known !== this.#known) return;
    this.#adopted.push(value);
    for (const [part, reference] of ahead.#fresh) this.#fresh.set(part, reference);
    for (const [hash, blob] of ahead.#blobs) this.#blobs.set(hash, blob);
    for (const file of ahead.files) this.files.add(file);
  }

  #referenceTo(value: unknown): BlobReference | undefined {
    return this.#fresh.get(value) ?? this.#known.get(value);
  }

  #isLong(value: unknown): boolean {
    return jsonLengthUpTo(value, this.#mostInline) > this.#mostInline;
  }

  #keepText(text: string): BlobReference {
    // Half of a surrogate pair has no bytes of its own: JSON writes it as an escape.
    if (!text.isWellFormed()) return this.#keep(text, 'json', jsonText(text));
    return this.#keep(text, 'text', text);
  }

  #keepContainer(value: object, rest: unknown, references: readonly PlacedReference[]): BlobReference {
    return references.length === 0
      ? this.#keep(value, 'json', jsonText(value))
      : this.#keep(value, 'apart', jsonText([rest, references]));
  }

  #keep(value: unknown, form: BlobForm, content: string): BlobReference {
    const blob = textBlob(content, contentTypes[form]);
    addNamedFiles(content, this.files);
    const reference = { hash: blob.hash, form, size: blob.size };
    this.#blobs.set(blob.hash, blob);
    this.#fresh.set(value, reference);
    return reference;
  }
}

/** What is short is neither kept apart nor known. */
function mayBeApart(value: unknown): boolean {
  return (typeof value === 'object' && value !== null) || typeof value === 'string';
}

const contentTypes: Readonly<Record<BlobForm, string>> = {
  text: 'text/plain; charset=utf-8',
  json: 'application/json',
  apart: 'application/json',
};

function apart({ hash, form, size }: BlobReference, path: Path, references: PlacedReference[]): null {
  references.push([path, hash, form, size]);
  return null;
}

type Change = (part: unknown, key: string | number) => unknown;

/** The same object where none of its parts has changed. Nearly always so: only then a copy is made. */
function withParts(value: object, change: Change): object {
  return Array.isArray(value) ? withItems(value, change) : withMembers(value, change);
}

function withItems(items: readonly unknown[], change: Change): readonly unknown[] {
  let copy: unknown[] | null = null;
  for (let index = 0; index < items.length; index += 1) {
    const changed = change(items[index], index);
    if (changed === items[index]) continue;
    copy ??= [...items];
    copy[index] = changed;
  }
  return copy ?? items;
}

function withMembers(value: object, change: Change): object {
  let copy: object | null = null;
  for (const key in value) {
    const part: unknown = Reflect.get(value, key);
    const changed = change(part, key);
    if (changed === part) continue;
    copy ??= { ...value };
    // Defined, not set: a key `__proto__` is data like any other.
    Reflect.defineProperty(copy, key, {
      value: changed,
      enumerable: true,
      writable: true,
      configurable: true,
    });
  }
  return copy ?? value;
}

/** @throws AppError `limit/value-size`: no text can be so long */
function jsonText(value: unknown): string {
  try {
    return JSON.stringify(value);
  } catch (cause) {
    throw cause instanceof RangeError ? tooLarge() : cause;
  }
}
