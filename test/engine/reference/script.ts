import type { Outcome, ReferenceGraph, Script } from './graph.ts';
import { hashOf } from './hash-of.ts';
import { type Located, locate } from './locate.ts';
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
export function scriptOf(seed: number, outermost: ReferenceGraph): Script {
  const mood = moods[seed % moods.length] ?? moods[0];
  const below = (bound: number, ...about: readonly (string | number)[]): number =>
    hashOf(`${seed}|${about.join('|')}`) % bound;

  const portOf = ({ graph, node, iteration }: Located, path: string): string => {
    const own = node.ports.filter((port) => port !== 'error');
    const lasting = graph.edges.filter((edge) => edge.source === node.id && isBackEdge(graph, edge));
    const leaving = own.filter(
      (port) => port !== node.bodyPort && !lasting.some((edge) => edge.sourcePort === port),
    );
    const staying = own.filter((port) => !leaving.includes(port));
    const stays = below(100, 'stays', path) < (iteration >= 2 ? 20 : 70);
    const wished = stays ? staying : leaving;
    const among = wished.length > 0 ? wished : own;
    return among[below(Math.max(among.length, 1), 'port', path)] ?? 'out';
  };

  const failurePercent = ({ graph, node }: Located): number => {
    const isCaught = graph.edges.some((edge) => edge.source === node.id && edge.sourcePort === 'error');
    const isInside = graph !== outermost;
    return isCaught || isInside || node.maxAttempts > 1 ? mood.failsHandled : mood.fails;
  };

  return {
    outcome: (path, attempt): Outcome => {
      const located = locate(outermost, path);
      const { graph, node } = located;
      if (node.id !== graph.start && below(100, 'fails', path, attempt) < failurePercent(located)) {
        return { status: 'failed', retryable: below(100, 'retryable', path, attempt) < 70 };
      }
      return { status: 'completed', port: portOf(located, path) };
    },
    condition: (edgeId, path) => {
      if (below(100, 'throws', edgeId, path) < mood.throws) return 'throws';
      const { graph, iteration } = locate(outermost, path);
      const edge = graph.edges.find((one) => one.id === edgeId);
      if (edge === undefined || !isBackEdge(graph, edge)) return below(100, 'condition', edgeId, path) < 50;
      return below(100, 'condition', edgeId, path) < (iteration >= 2 ? 15 : 70);
    },
    choose: (count, step) => below(count, 'choose', step),
  };
}
