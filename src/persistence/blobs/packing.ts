import { jsonLengthUpTo } from '../../kernel/index.ts';
import { knownValuesOf, knowsValues } from './known-values.ts';
import { addNamedFiles, mayNameFiles } from './named-files.ts';
import type { NewBlob } from './new-blob.ts';
import { mostInlineLength, type PackedColumn, surelyLong, ValuePacker } from './value-packer.ts';

/** Whose values are written. */
export interface ValueHolder {
  readonly executionId: string;
  /** What lives as long as somebody holds the execution; absent: nothing is remembered. */
  readonly holder?: object;
}

/** A blob, and an execution of the owner who keeps it. */
export interface HeldBlob {
  readonly executionId: string;
  readonly blob: NewBlob;
}

/** A file that a value of an execution names. */
export interface NamedFile {
  readonly executionId: string;
  readonly hash: string;
}

/** The values of one commit on their way to the database. */
export class Packing {
  readonly #packers = new Map<ValueHolder, ValuePacker>();
  /** By the execution: the files that its short texts name. */
  readonly #named = new Map<string, Set<string>>();

  /** The text of an object without its large parts. Nearly all have none: they cost one look at their length. */
  object(owner: ValueHolder, value: object): string {
    const text = this.#isPlain(owner) ? shortText(value) : null;
    return this.#noted(owner, text ?? this.#packerOf(owner).object(value));
  }

  snapshot(owner: ValueHolder, state: object): string {
    const text = this.#isPlain(owner) ? shortText(state) : null;
    return text ?? this.#packerOf(owner).snapshot(state);
  }

  column(owner: ValueHolder, value: unknown): PackedColumn {
    const isLong = jsonLengthUpTo(value, surelyLong) > surelyLong;
    const short = !isLong && this.#isPlain(owner) ? shortText(value) : null;
    const column = short === null ? this.#packerOf(owner).column(value) : { whole: short, apart: null };
    this.#noted(owner, column.whole ?? column.apart ?? '');
    return column;
  }

  /** What must be durable with what was written. */
  get blobs(): readonly HeldBlob[] {
    return [...this.#packers].flatMap(([{ executionId }, { blobs }]) =>
      blobs.map((blob) => ({ executionId, blob })),
    );
  }

  /** What of the owner's files must stay with what was written. */
  get files(): readonly NamedFile[] {
    const large = [...this.#packers].map(([{ executionId }, { files }]) => [executionId, files] as const);
    return [...this.#named, ...large].flatMap(([executionId, hashes]) =>
      [...hashes].map((hash) => ({ executionId, hash })),
    );
  }

  committed(): void {
    for (const packer of this.#packers.values()) packer.committed();
  }

  #noted({ executionId }: ValueHolder, text: string): string {
    if (!mayNameFiles(text)) return text;
    const hashes = this.#named.get(executionId) ?? new Set();
    this.#named.set(executionId, hashes);
    addNamedFiles(text, hashes);
    return text;
  }

  /** Nothing that is kept apart was seen so far. */
  #isPlain(owner: ValueHolder): boolean {
    return !knowsValues(owner.holder) && !this.#packers.has(owner);
  }

  #packerOf(owner: ValueHolder): ValuePacker {
    let packer = this.#packers.get(owner);
    if (packer === undefined) {
      packer = new ValuePacker(owner.holder && knownValuesOf(owner.holder));
      this.#packers.set(owner, packer);
    }
    return packer;
  }
}

/** Null: it is long, perhaps too long for any text. */
function shortText(value: unknown): string | null {
  try {
    const text = JSON.stringify(value);
    return text.length <= mostInlineLength ? text : null;
  } catch (cause) {
    if (cause instanceof RangeError) return null;
    throw cause;
  }
}
