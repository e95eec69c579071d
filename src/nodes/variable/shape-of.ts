import type { Json } from '../../kernel/index.ts';

type Shape = 'boolean' | 'list' | 'null' | 'number' | 'object' | 'text';

/** The kind of a JSON value, as far as variables care. */
export function shapeOf(value: Json): Shape {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'list';
  if (typeof value === 'string') return 'text';
  if (typeof value === 'number') return 'number';
  return typeof value === 'boolean' ? 'boolean' : 'object';
}

/** The shape in words: `a list`. */
export function describeShape(value: Json): string {
  const shape = shapeOf(value);
  if (shape === 'null' || shape === 'text') return shape;
  return shape === 'object' ? 'an object' : `a ${shape}`;
}
