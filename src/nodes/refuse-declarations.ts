import type { JsonObject } from '../kernel/index.ts';
import type { NodeCompiler } from './node-kind.ts';

/** Refuses what a nested graph would declare in vain. */
export function refuseDeclarations(
  graph: JsonObject,
  names: readonly ('inputs' | 'variables')[],
  compiler: NodeCompiler,
): void {
  for (const name of names) {
    if (Object.keys(graph[name] ?? {}).length === 0) continue;
    compiler.refuse(`graph.${name}`, 'must be empty: they are those of the workflow around');
  }
}
