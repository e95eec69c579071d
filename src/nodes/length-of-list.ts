import { compileExpression } from '../expression/index.ts';

/** How many items an expression gives that reads nothing, as `[1, 2, 3]`; null: nobody knows before it runs. */
export function lengthOfList(source: string | undefined): number | null {
  if (source === undefined || !source.trimStart().startsWith('[')) return null;
  const compiled = compileExpression(source, {}, { list: 'dyn' });
  const list = compiled.ok ? compiled.value.evaluate({}) : compiled;
  return list.ok && Array.isArray(list.value) ? list.value.length : null;
}
