import { isJsonObject } from '../../kernel/index.ts';
import type { Activation } from '../node-behaviour.ts';

/** Which iteration of the innermost loop around it the visit belongs to, from 0; outside of loops 0. */
export function turnOf({ path, values }: Pick<Activation, 'path' | 'values'>): number {
  const { loop } = values;
  const turns = [...path.matchAll(/([A-Za-z_][A-Za-z0-9_-]*)\[(\d+)\]\//g)];
  // Items of a map stand in a path as iterations do, but say nothing about how often something was tried.
  const innermost = turns.findLast(([, name = '']) => isJsonObject(loop) && Object.hasOwn(loop, name));
  return Number(innermost?.[2] ?? 0);
}
