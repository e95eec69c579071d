import { isJsonObject, type Json } from '../kernel/index.ts';
import { type ExpressionType, isListType, isMapType, isRecordType } from './expression-type.ts';

/** Whether the value is of the type. Items and fields are not looked at. */
export function hasType(value: Json, type: ExpressionType): boolean {
  switch (type) {
    case 'bool':
      return typeof value === 'boolean';
    case 'int':
    case 'uint':
      return Number.isInteger(value);
    case 'number':
      return typeof value === 'number';
    case 'null':
      return value === null;
    case 'bytes':
    case 'duration':
    case 'string':
    case 'timestamp':
      return typeof value === 'string';
    default:
      if (isListOrObject(type)) return isListType(type) ? Array.isArray(value) : isJsonObject(value);
      return true;
  }
}

function isListOrObject(type: ExpressionType): boolean {
  return isListType(type) || isMapType(type) || isRecordType(type);
}
