import type { Outcome, ReferenceEdge, ReferenceGraph, ReferenceNode, Script, Trace } from './graph.ts';

type Settings = Partial<Pick<ReferenceNode, 'join' | 'cancelOthers' | 'allowNone' | 'maxAttempts'>>;

function nodeWith(id: string, ports: readonly string[], settings: Settings): ReferenceNode {
  const bodyPort = ports.includes('body') ? 'body' : null;
  return {
    id,
    join: 'all',
    cancelOthers: false,
    bodyPort,
    ports,
    allowNone: false,
    maxAttempts: 1,
    ...settings,
  };
}

export const plain = (id: string, settings: Settings = {}) => nodeWith(id, ['out', 'error'], settings);
export const branch = (id: string, settings: Settings = {}) =>
  nodeWith(id, ['true', 'false', 'error'], settings);
export const loop = (id: string, settings: Settings = {}) =>
  nodeWith(id, ['body', 'done', 'error'], settings);
export const end = (id: string, settings: Settings = {}) => nodeWith(id, [], settings);

/**
 * A graph of a start node, `nodes` and `edges`, each edge written `source.port -> target`, or `source.port ?> target`
 * if it has a condition. That text is also the id of the edge.
 */
export function graphOf(
  nodes: readonly ReferenceNode[],
  edges: readonly string[],
  limits: { readonly maxIterations?: number; readonly maxSteps?: number } = {},
): ReferenceGraph {
  const start: ReferenceNode = { ...plain('start'), ports: ['out'] };
  return {
    nodes: [start, ...nodes],
    edges: edges.map(edgeOf),
    start: 'start',
    maxIterations: 5,
    maxSteps: 100,
    ...limits,
  };
}

function edgeOf(text: string): ReferenceEdge {
  const [, source, sourcePort, arrow, target] = /^(\w+)\.(\w+) (->|\?>) (\w+)$/.exec(text) ?? [];
  if (source === undefined || sourcePort === undefined || target === undefined) {
    throw new Error(`not an edge: ${text}`);
  }
  return { id: text, source, sourcePort, target, conditional: arrow === '?>' };
}

export interface ScriptTable {
  /** By path: the port it completes on, or `fails`, or `fails-retryably` (on its first attempt only). Otherwise `out`. */
  readonly outcomes?: Readonly<Record<string, string>>;
  /** Conditions that are true or throw, as `edge id @ path`. All others are false. */
  readonly true?: readonly string[];
  readonly throws?: readonly string[];
  /** Which running activation, by its place among the sorted paths, ends at each step; then always the first. */
  readonly choices?: readonly number[];
}

export function scriptOfTable(table: ScriptTable): Script {
  return {
    outcome: (path, attempt) => outcomeOf(table.outcomes?.[path] ?? 'out', attempt),
    condition: (edgeId, path) => {
      const key = `${edgeId} @ ${path}`;
      return table.throws?.includes(key) ? 'throws' : (table.true?.includes(key) ?? false);
    },
    choose: (_, step) => table.choices?.[step] ?? 0,
  };
}

function outcomeOf(entry: string, attempt: number): Outcome {
  if (entry === 'fails') return { status: 'failed', retryable: false };
  if (entry !== 'fails-retryably') return { status: 'completed', port: entry };
  return attempt === 1 ? { status: 'failed', retryable: true } : { status: 'completed', port: 'out' };
}

/** One line for each activation, in the order in which they ended: `path status[:port][ ×attempts]`. */
export function linesOf(trace: Pick<Trace, 'activations'>): string[] {
  return [...trace.activations].map(([path, { status, port, attempts }]) => {
    const tries = attempts > 1 ? ` ×${attempts}` : '';
    return `${path} ${status}${port === null ? '' : `:${port}`}${tries}`;
  });
}
