import type { Nested, ReferenceGraph, ReferenceNode } from './graph.ts';
import { regionsOf } from './structure.ts';

/** Where in the graphs that run graphs an activation is. */
export interface Located {
  readonly graph: ReferenceGraph;
  readonly node: ReferenceNode;
  /** Of the innermost region around it in its own graph, from 0; 0 outside every region. */
  readonly iteration: number;
  /** What runs the graphs around it, from the outside in. */
  readonly around: readonly Nested[];
}

const headers = new WeakMap<ReferenceGraph, ReadonlySet<string>>();

function headersOf(graph: ReferenceGraph): ReadonlySet<string> {
  const known = headers.get(graph) ?? new Set(regionsOf(graph).map(({ header }) => header));
  headers.set(graph, known);
  return known;
}

/** Reads a path from its beginning: iterations of a graph come first, then the node, or the scope that it runs. */
export function locate(outermost: ReferenceGraph, path: string): Located {
  const around: Nested[] = [];
  let graph = outermost;
  let entered = new Set<string>();
  let iteration = 0;
  const segments = path.split('/');
  for (const segment of segments.slice(0, -1)) {
    const [, name = '', index] = /^([^[]+)(?:\[(\d+)\])?$/.exec(segment) ?? [];
    if (index !== undefined && headersOf(graph).has(name) && !entered.has(name)) {
      entered.add(name);
      iteration = Number(index);
      continue;
    }
    const inside = nodeOf(graph, name, path).nested;
    if (inside === undefined) throw new Error(`${path}: "${name}" runs no graph`);
    around.push(inside);
    graph = inside.graph;
    entered = new Set();
    iteration = 0;
  }
  return { graph, node: nodeOf(graph, segments.at(-1) ?? '', path), iteration, around };
}

function nodeOf(graph: ReferenceGraph, id: string, path: string): ReferenceNode {
  const node = graph.nodes.find((one) => one.id === id);
  if (node === undefined) throw new Error(`${path}: there is no node "${id}"`);
  return node;
}
