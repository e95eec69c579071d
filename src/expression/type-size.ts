import {
  type ExpressionType,
  isListType,
  isMapType,
  type ListType,
  type MapType,
} from './expression-type.ts';

const mostParts = 500;
const sizes = new WeakMap<object, number>();

/**
 * Whether a type has too many parts to be looked through. Where a value stands twice in another, and that twice in the
 * next, its type grows as a power of two while what is written, and what is kept of it, stays short.
 */
export function isVast(type: ExpressionType): boolean {
  return sizeOf(type) > mostParts;
}

/** What is left of a type when nothing is known of what is in it. */
export function outermostType(type: ExpressionType): ExpressionType {
  if (typeof type !== 'object') return type;
  return isListType(type) ? anyList : anyObject;
}

const anyList: ListType = { list: 'dyn' };
const anyObject: MapType = { map: 'dyn' };

/** Counted no farther than to what is too many. */
function sizeOf(type: ExpressionType): number {
  if (typeof type !== 'object') return 1;
  const known = sizes.get(type);
  if (known !== undefined) return known;
  let size = 1;
  for (const part of partsOf(type)) {
    size += sizeOf(part);
    if (size > mostParts) break;
  }
  sizes.set(type, size);
  return size;
}

function partsOf(type: Exclude<ExpressionType, string>): readonly ExpressionType[] {
  if (isListType(type)) return [type.list];
  return isMapType(type) ? [type.map] : Object.values(type.fields);
}
