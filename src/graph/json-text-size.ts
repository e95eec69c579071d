import { isJsonObject, type Json, type JsonObject } from '../kernel/index.ts';

/** UTF-8 bytes of the value as JSON text without spaces. The text itself is never built. */
export function jsonTextSize(value: Json): number {
  if (typeof value === 'string') return textSize(value);
  if (typeof value !== 'object' || value === null) return scalarSize(value);
  return isJsonObject(value) ? objectSize(value) : arraySize(value);
}

function arraySize(items: readonly Json[]): number {
  return items.reduce<number>((size, item) => size + jsonTextSize(item), containerSize(items.length));
}

function objectSize(value: JsonObject): number {
  const entries = Object.entries(value);
  const sizes = entries.map(([key, item]) => textSize(key) + 1 + jsonTextSize(item));
  return sizes.reduce((size, one) => size + one, containerSize(entries.length));
}

/** Brackets and commas. */
export function containerSize(length: number): number {
  return 2 + Math.max(0, length - 1);
}

export function scalarSize(value: null | boolean | number): number {
  return JSON.stringify(value).length;
}

/** A text as JSON writes it, with quotes and escapes. Half of a surrogate pair is written as an escape. */
export function textSize(text: string): number {
  let size = 2;
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    if (unit >= 0xd800 && unit < 0xe000) {
      const whole = (text.codePointAt(index) ?? 0) > 0xffff;
      size += whole ? 4 : 6;
      if (whole) index += 1;
    } else size += unitSize(unit);
  }
  return size;
}

function unitSize(unit: number): number {
  if (unit < 0x20) return shortEscapes.has(unit) ? 2 : 6;
  if (unit === 0x22 || unit === 0x5c) return 2;
  if (unit < 0x80) return 1;
  return unit < 0x800 ? 2 : 3;
}

/** \b \t \n \f \r */
const shortEscapes: ReadonlySet<number> = new Set([8, 9, 10, 12, 13]);
