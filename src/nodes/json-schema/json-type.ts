import type { Json } from '../../kernel/index.ts';

/** The types that JSON Schema knows. */
export const typeNames = ['null', 'boolean', 'object', 'array', 'number', 'string', 'integer'] as const;

export function isTypeName(value: Json): boolean {
  return typeNames.some((name) => name === value);
}

/** Whether a value is of a type of JSON Schema: a whole number is also an integer. */
export function isOfType(value: Json, type: Json): boolean {
  return type === 'integer' ? Number.isInteger(value) : typeOf(value) === type;
}

function typeOf(value: Json): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}

/** The type of a value in words: `a string`. */
export function describeTypeOf(value: Json): string {
  if (typeof value === 'number' && !Number.isInteger(value)) return 'a number with a fraction';
  return describeTypeName(typeOf(value));
}

/** A type of JSON Schema in words. */
export function describeTypeName(type: Json): string {
  switch (type) {
    case 'null':
      return 'null';
    case 'array':
      return 'a list';
    case 'integer':
      return 'a whole number';
    case 'object':
      return 'an object';
    default:
      return `a ${String(type)}`;
  }
}
