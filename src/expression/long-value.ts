import type { ASTNode } from '@marcbachmann/cel-js';
import { type ExpressionType, isNumericType } from './expression-type.ts';

const short: ReadonlySet<ExpressionType> = new Set([
  'bool',
  'duration',
  'null',
  'timestamp',
  'type',
] as const);

/** Whether a value of the type may be of any length. */
export function mayBeLong(type: ExpressionType): boolean {
  return !isNumericType(type) && !short.has(type);
}

/** Whether all of it stands in the source, so that it is no longer than that. */
export function isLiteral(node: ASTNode): boolean {
  if (node.op === 'list') return node.args.every(isLiteral);
  if (node.op === 'map') return node.args.every((entry) => entry.every(isLiteral));
  return node.op === 'value';
}
