/** What a request asks for: all of it, some of it, or a part that is not there. */
export type ByteRange =
  | { readonly kind: 'all' }
  | { readonly kind: 'part'; readonly from: number; readonly to: number }
  | { readonly kind: 'none' };

const all: ByteRange = { kind: 'all' };

/**
 * Reads the header `Range` for content of `size` bytes. What is malformed, of another unit, or asks for several parts
 * at once may be answered with all of it, and is.
 */
export function readRange(header: string | undefined, size: number): ByteRange {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header?.trim() ?? '');
  const [first = '', last = ''] = match?.slice(1) ?? [];
  if (match === null || (first === '' && last === '')) return all;
  if (first === '') return part(Math.max(0, size - Number(last)), size, size);
  if (last !== '' && Number(last) < Number(first)) return all;
  return part(Number(first), last === '' ? size : Number(last) + 1, size);
}

function part(from: number, to: number, size: number): ByteRange {
  return from >= size ? { kind: 'none' } : { kind: 'part', from, to: Math.min(to, size) };
}
