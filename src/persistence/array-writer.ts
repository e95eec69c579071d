/** 2000-01-01, from which PostgreSQL counts, in milliseconds since 1970. */
const postgresEpoch = Date.UTC(2000, 0, 1);
const highUnit = 2 ** 32;
const header = 20;
/** The most bytes that UTF-8 needs for one unit of a text. */
const mostUnitBytes = 3;
/** Longer texts are left to the runtime, which is the faster the longer they are. */
const fewUnits = 64;
/** Of longer texts the bytes are counted before: three times as many would be felt. */
const manyUnits = 4096;

const digits = new Int8Array(128).fill(-1);
for (const [value, digit] of [...'0123456789abcdef'].entries()) {
  digits[digit.charCodeAt(0)] = value;
  digits[digit.toUpperCase().charCodeAt(0)] = value;
}

/**
 * An array with one dimension in the binary form of PostgreSQL, which reads it without looking for quotes and digits
 * (`array_recv`; each element is its length and its bytes).
 *
 * What does not fit its type throws: nothing is cut off.
 */
export class ArrayWriter {
  #bytes: Buffer;
  #view: DataView;
  #length = header;
  #hasNull = false;

  constructor(size = 1024) {
    this.#bytes = Buffer.allocUnsafe(size);
    this.#view = viewOf(this.#bytes);
  }

  /** The bytes of the whole. */
  array(elementType: number, count: number): Buffer {
    this.#view.setInt32(0, 1);
    this.#view.setInt32(4, this.#hasNull ? 1 : 0);
    this.#view.setInt32(8, elementType);
    this.#view.setInt32(12, count);
    this.#view.setInt32(16, 1);
    return this.#bytes.subarray(0, this.#length);
  }

  null(): void {
    const start = this.#reserve(4);
    this.#view.setInt32(start, -1);
    this.#length = start + 4;
    this.#hasNull = true;
  }

  bool(value: boolean): void {
    const at = this.#element(1);
    this.#view.setInt8(at, value ? 1 : 0);
  }

  int2(value: number): void {
    if ((value << 16) >> 16 !== value) throw outOfRange(value);
    const at = this.#element(2);
    this.#view.setInt16(at, value);
  }

  int4(value: number): void {
    if ((value | 0) !== value) throw outOfRange(value);
    const at = this.#element(4);
    this.#view.setInt32(at, value);
  }

  int8(value: number): void {
    if (!Number.isSafeInteger(value)) throw outOfRange(value);
    const at = this.#element(8);
    const high = Math.floor(value / highUnit);
    this.#view.setInt32(at, high);
    this.#view.setUint32(at + 4, value - high * highUnit);
  }

  float8(value: number): void {
    const at = this.#element(8);
    this.#view.setFloat64(at, value);
  }

  /** @param at milliseconds since 1970 */
  timestamp(at: number): void {
    this.int8(Math.round((at - postgresEpoch) * 1000));
  }

  uuid(text: string): void {
    let at = this.#element(16);
    const end = at + 16;
    for (let unit = 0; unit < text.length; unit += 1) {
      if (text.charCodeAt(unit) === 45) continue;
      const high = digits[text.charCodeAt(unit)] ?? -1;
      unit += 1;
      const low = digits[text.charCodeAt(unit)] ?? -1;
      if (high < 0 || low < 0 || at === end) throw new RangeError(`${text} is no UUID`);
      this.#bytes[at] = high * 16 + low;
      at += 1;
    }
    if (at !== end) throw new RangeError(`${text} is no UUID`);
  }

  text(text: string): void {
    const most = text.length > manyUnits ? Buffer.byteLength(text) : text.length * mostUnitBytes;
    const start = this.#reserve(4 + most) + 4;
    const length = text.length > fewUnits ? this.#bytes.write(text, start) : this.#shortText(text, start);
    this.#view.setInt32(start - 4, length);
    this.#length = start + length;
  }

  /** Most of what a log holds is short and plain. */
  #shortText(text: string, start: number): number {
    for (let unit = 0; unit < text.length; unit += 1) {
      const code = text.charCodeAt(unit);
      if (code > 127) return this.#bytes.write(text, start);
      this.#bytes[start + unit] = code;
    }
    return text.length;
  }

  /** @returns where its bytes belong */
  #element(size: number): number {
    const start = this.#reserve(4 + size);
    this.#view.setInt32(start, size);
    this.#length = start + 4 + size;
    return start + 4;
  }

  /** Before anything of this writer is written to: what holds the bytes may be another afterwards. */
  #reserve(size: number): number {
    const needed = this.#length + size;
    if (needed > this.#bytes.length) {
      const larger = Buffer.allocUnsafe(Math.max(needed, this.#bytes.length * 2));
      this.#bytes.copy(larger, 0, 0, this.#length);
      this.#bytes = larger;
      this.#view = viewOf(larger);
    }
    return this.#length;
  }
}

function outOfRange(value: number): RangeError {
  return new RangeError(`${value} is no integer that fits its column`);
}

function viewOf(bytes: Buffer): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
