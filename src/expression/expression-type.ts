/**
 * The type of a value as expressions see it. `dyn` is a value about which nothing is known before run time.
 *
 * JSON has one type of number, and so has the data of an expression: it is a `number` (CEL's double), whether
 * its value is whole or not. Were whole numbers ints, `vars.total / 2` would be 2 for 5 and 2.75 for 5.5, and
 * the meaning of an operator would depend on the data of the day. `int` is what CEL makes itself: literals
 * without a point, `size()`, `int()`. Between ints arithmetic is CEL's (`7 / 2 == 3`); as soon as one side is a
 * number the result is a number (`vars.total / 2` is 2.5). Ints and numbers compare with each other by value,
 * and a whole number may stand wherever a function or an index wants an int.
 */
export type ExpressionType =
  | 'bool'
  | 'bytes'
  | 'duration'
  | 'dyn'
  | 'int'
  | 'null'
  | 'number'
  | 'string'
  | 'timestamp'
  | 'type'
  | 'uint'
  | ListType
  | MapType
  | RecordType;

/** A list whose items have one type. */
export interface ListType {
  readonly list: ExpressionType;
}

/** An object with any keys, whose values have one type. */
export interface MapType {
  readonly map: ExpressionType;
}

/** An object with known fields. Other fields are refused, unless it is `open`: then they are `dyn`. */
export interface RecordType {
  readonly fields: Readonly<Record<string, ExpressionType>>;
  readonly open?: boolean;
}

/** The root names an expression may use, with their types. */
export type Scope = Readonly<Record<string, ExpressionType>>;

export function isListType(type: ExpressionType): type is ListType {
  return typeof type === 'object' && 'list' in type;
}

export function isMapType(type: ExpressionType): type is MapType {
  return typeof type === 'object' && 'map' in type;
}

export function isRecordType(type: ExpressionType): type is RecordType {
  return typeof type === 'object' && 'fields' in type;
}

export function isNumericType(type: ExpressionType): boolean {
  return type === 'int' || type === 'number' || type === 'uint';
}

/** The type as people read it in messages: `list of string`. */
export function describeType(type: ExpressionType): string {
  if (typeof type === 'string') return type === 'dyn' ? 'unknown' : type;
  if (isListType(type)) return type.list === 'dyn' ? 'list' : `list of ${describeType(type.list)}`;
  return 'object';
}

/** The type of a field, or undefined where the object cannot have it. */
export function fieldType(type: MapType | RecordType, name: string): ExpressionType | undefined {
  if (isMapType(type)) return type.map;
  if (Object.hasOwn(type.fields, name)) return type.fields[name];
  return type.open === true ? 'dyn' : undefined;
}

/** What the items of a list are: `dyn` where the type is not known to be one. */
export function itemOfList(type: ExpressionType): ExpressionType {
  return isListType(type) ? type.list : 'dyn';
}
