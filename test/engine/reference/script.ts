import type { Outcome, ReferenceEdge, ReferenceGraph, ReferenceNode, Script } from './graph.ts';
import { hashOf } from './hash-of.ts';
import { isBackEdge } from './structure.ts';

/** Chances in percent: of a failure that a retry or an `error` edge may handle, of any other, of a throwing condition. */
const moods = [
  { failsHandled: 0, fails: 0, throws: 0 },
  { failsHandled: 20, fails: 2, throws: 1 },
  { failsHandled: 35, fails: 10, throws: 3 },
] as const;

/**
 * The world that `seed` (an integer ≥ 0) stands for: some never fail, some seldom, some often. From the third iteration of a loop on,
 * its header and the ways back are seldom chosen, so that most loops end by themselves.
 */
export function scriptOf(seed: number, graph: ReferenceGraph): Script {
  const mood = moods[seed % moods.length] ?? moods[0];
  const below = (bound: number, ...about: readonly (string | number)[]): number =>
    hashOf(`${seed}|${about.join('|')}`) % bound;
  const goesBack = (edge: ReferenceEdge): boolean => isBackEdge(graph, edge);

  const portOf = (node: ReferenceNode, path: string): string => {
    const own = node.ports.filter((port) => port !== 'error');
    const lasting = graph.edges.filter((edge) => edge.source === node.id && goesBack(edge));
    const leaving = own.filter(
      (port) => port !== node.bodyPort && !lasting.some((edge) => edge.sourcePort === port),
    );
    const staying = own.filter((port) => !leaving.includes(port));
    const stays = below(100, 'stays', path) < (iterationOf(path) >= 2 ? 20 : 70);
    const wished = stays ? staying : leaving;
    const among = wished.length > 0 ? wished : own;
    return among[below(Math.max(among.length, 1), 'port', path)] ?? 'out';
  };

  const failurePercent = (node: ReferenceNode): number => {
    const isCaught = graph.edges.some((edge) => edge.source === node.id && edge.sourcePort === 'error');
    return isCaught || node.maxAttempts > 1 ? mood.failsHandled : mood.fails;
  };

  return {
    outcome: (path, attempt): Outcome => {
      const id = path.slice(path.lastIndexOf('/') + 1);
      const node = graph.nodes.find((one) => one.id === id);
      if (node === undefined) throw new Error(`no node of the graph has the path ${path}`);
      if (id !== graph.start && below(100, 'fails', path, attempt) < failurePercent(node)) {
        return { status: 'failed', retryable: below(100, 'retryable', path, attempt) < 70 };
      }
      return { status: 'completed', port: portOf(node, path) };
    },
    condition: (edgeId, path) => {
      if (below(100, 'throws', edgeId, path) < mood.throws) return 'throws';
      const edge = graph.edges.find((one) => one.id === edgeId);
      if (edge === undefined || !goesBack(edge)) return below(100, 'condition', edgeId, path) < 50;
      return below(100, 'condition', edgeId, path) < (iterationOf(path) >= 2 ? 15 : 70);
    },
    choose: (count, step) => below(count, 'choose', step),
  };
}

/** The iteration of the innermost region around the activation; 0 outside every region. */
function iterationOf(path: string): number {
  const indexes = [...path.matchAll(/\[(\d+)\]/g)];
  return Number(indexes.at(-1)?.[1] ?? 0);
}
