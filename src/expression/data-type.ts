import { type ExpressionType, isListType, isMapType } from './expression-type.ts';
import { isVast, outermostType } from './type-size.ts';

/**
 * The type of a value once it has become JSON, which is how outputs and variables are kept: whole numbers are numbers,
 * times, durations and bytes are text.
 */
export function dataType(type: ExpressionType): ExpressionType {
  if (typeof type === 'object') {
    if (isVast(type)) return outermostType(type);
    if (isListType(type)) return { list: dataType(type.list) };
    if (isMapType(type)) return { map: dataType(type.map) };
    const fields = Object.entries(type.fields).map(([name, field]) => [name, dataType(field)]);
    return { ...type, fields: Object.fromEntries(fields) };
  }
  switch (type) {
    case 'int':
    case 'uint':
      return 'number';
    case 'bytes':
    case 'duration':
    case 'timestamp':
      return 'string';
    // It has no form as JSON: what gives one fails.
    case 'type':
      return 'dyn';
    default:
      return type;
  }
}
