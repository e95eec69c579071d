import { dataType, type ExpressionType } from '../expression/index.ts';
import type { Json } from '../kernel/index.ts';

/** The kind of a JSON value, as far as variables and inputs care. */
export type JsonShape = 'boolean' | 'list' | 'null' | 'number' | 'object' | 'text';

export function shapeOf(value: Json): JsonShape {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'list';
  if (typeof value === 'string') return 'text';
  if (typeof value === 'number') return 'number';
  return typeof value === 'boolean' ? 'boolean' : 'object';
}

/** The shape of what an expression of this type gives; null: nobody knows before it is there. */
export function shapeOfType(type: ExpressionType): JsonShape | null {
  const data = dataType(type);
  if (typeof data === 'object') return 'list' in data ? 'list' : 'object';
  switch (data) {
    case 'bool':
      return 'boolean';
    case 'string':
      return 'text';
    case 'null':
    case 'number':
      return data;
    default:
      return null;
  }
}

/** The shape in words: `a list`. */
export function describeShape(shape: JsonShape): string {
  if (shape === 'null' || shape === 'text') return shape;
  return shape === 'object' ? 'an object' : `a ${shape}`;
}
