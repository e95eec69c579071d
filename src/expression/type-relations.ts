import {
  type ExpressionType,
  fieldType,
  isListType,
  isMapType,
  isNumericType,
  isRecordType,
  type MapType,
  type RecordType,
} from './expression-type.ts';
import { isVast, outermostType } from './type-size.ts';

/** Whether a value of type `actual` can be one of type `wanted`: unknown types are given the benefit of the doubt. */
export function isAssignable(actual: ExpressionType, wanted: ExpressionType): boolean {
  if (actual === 'dyn' || wanted === 'dyn' || actual === wanted) return true;
  if (actual === 'number' || actual === 'int') return wanted === 'number' || wanted === 'int';
  if (isVast(actual) || isVast(wanted)) return haveOneShape(actual, wanted);
  if (isListType(actual)) return isListType(wanted) && isAssignable(actual.list, wanted.list);
  return isObjectType(actual) && isObjectType(wanted) && isObjectAssignable(actual, wanted);
}

function isObjectType(type: ExpressionType): type is MapType | RecordType {
  return isMapType(type) || isRecordType(type);
}

function haveOneShape(left: ExpressionType, right: ExpressionType): boolean {
  return isListType(left) ? isListType(right) : isObjectType(left) && isObjectType(right);
}

function isObjectAssignable(actual: MapType | RecordType, wanted: MapType | RecordType): boolean {
  if (isMapType(wanted)) {
    const values = isMapType(actual) ? [actual.map] : Object.values(actual.fields);
    return values.every((value) => isAssignable(value, wanted.map));
  }
  return Object.entries(wanted.fields).every(([name, type]) =>
    isAssignable(fieldType(actual, name) ?? 'dyn', type),
  );
}

/** One type for values of all these; `dyn` for none. */
export function unifyAll(types: readonly ExpressionType[]): ExpressionType {
  const [first, ...rest] = types;
  return first === undefined ? 'dyn' : rest.reduce<ExpressionType>(unifyTypes, first);
}

/** One type for values of both: `dyn` where they differ. */
export function unifyTypes(left: ExpressionType, right: ExpressionType): ExpressionType {
  if (left === right) return left;
  if (left === 'dyn' || right === 'dyn') return 'dyn';
  if (isNumericType(left) && isNumericType(right)) return 'number';
  if (isVast(left) || isVast(right)) return haveOneShape(left, right) ? outermostType(left) : 'dyn';
  if (isListType(left) && isListType(right)) return { list: unifyTypes(left.list, right.list) };
  if (isRecordType(left) && isRecordType(right)) return unifyRecords(left, right);
  if (isObjectType(left) && isObjectType(right)) return { map: unifyAll([left, right].flatMap(valueTypes)) };
  return 'dyn';
}

/** What only one of them has is there or is not; nothing else is. */
function unifyRecords(left: RecordType, right: RecordType): RecordType {
  const names = new Set([...Object.keys(left.fields), ...Object.keys(right.fields)]);
  const fields = [...names].map((name) => {
    const [one, other] = [fieldType(left, name), fieldType(right, name)];
    return [name, unifyTypes(one ?? other ?? 'dyn', other ?? one ?? 'dyn')];
  });
  return { fields: Object.fromEntries(fields), open: left.open === true || right.open === true };
}

function valueTypes(type: MapType | RecordType): readonly ExpressionType[] {
  if (isMapType(type)) return [type.map];
  return [...Object.values(type.fields), ...(type.open === true ? ['dyn' as const] : [])];
}
