import type { ExpressionType } from '../expression/index.ts';
import { isJsonObject, type JsonObject } from '../kernel/index.ts';

/** The type of what a nested graph gives: the names of its `outputs`. Without any, its `end` nodes say what it is. */
export function graphOutput(graph: JsonObject | undefined): ExpressionType {
  const outputs = graph?.outputs;
  const names = outputs !== undefined && isJsonObject(outputs) ? Object.keys(outputs) : [];
  return names.length === 0 ? 'dyn' : { fields: Object.fromEntries(names.map((name) => [name, 'dyn'])) };
}
