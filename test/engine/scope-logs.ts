import type { ExecutionEvent } from '../../src/engine/index.ts';
import { isNodeFact } from './activation-life.ts';
import type { ReferenceGraph } from './reference/graph.ts';
import { locate } from './reference/locate.ts';

/** The log of one run of one graph, as if that were an execution of its own. */
export interface ScopeLog {
  readonly graph: ReferenceGraph;
  readonly events: readonly ExecutionEvent[];
}

interface OpenLog {
  readonly graph: ReferenceGraph;
  readonly events: ExecutionEvent[];
}

/**
 * The log of the outermost graph, and of each run of a graph inside a node: with paths that begin there, attempts that
 * count from 1, and an end. A scope that its node has left is cancelled.
 */
export function scopeLogs(outermost: ReferenceGraph, events: readonly ExecutionEvent[]): readonly ScopeLog[] {
  const root: OpenLog = { graph: outermost, events: [] };
  const all = [root];
  const open = new Map<string, OpenLog>();
  const end = (path: string, event: ExecutionEvent): void => {
    open.get(path)?.events.push(event);
    open.delete(path);
  };
  for (const event of events) {
    if (!('path' in event) || typeof event.path !== 'string' || event.type === 'ExecutionFailed') {
      root.events.push(event);
      continue;
    }
    const { at, path } = event;
    const around = [...open.keys()].filter((key) => path.startsWith(`${key}/`)).toSorted(byLength);
    const prefix = around.at(-1) ?? null;
    const own = prefix === null ? root : open.get(prefix);
    if (event.type === 'ScopeCompleted') end(path, { at, type: 'ExecutionCompleted', output: null });
    else if (event.type === 'ScopeFailed') end(path, { ...event, type: 'ExecutionFailed' });
    else own?.events.push(prefix === null ? event : { ...event, path: path.slice(prefix.length + 1) });
    if (event.type === 'ScopeStarted') {
      const { nested } = locate(outermost, path.replace(/\[\d+\]$/, '')).node;
      if (nested === undefined) throw new Error(`${path}: its node runs no graph`);
      const log: OpenLog = { graph: nested.graph, events: [{ at, type: 'ExecutionStarted' }] };
      open.set(path, log);
      all.push(log);
    }
    if (!/^Node(Completed|Failed|Cancelled)$/.test(event.type)) continue;
    const left = [...open.keys()].filter((key) => key === path || /^[[/]/.test(key.slice(path.length)));
    for (const key of left.filter((one) => one.startsWith(path))) {
      end(key, { at, type: 'ExecutionCancelled' });
    }
  }
  return all.map(({ graph, events: own }) => ({ graph, events: countedFromOne(own) }));
}

function byLength(left: string, right: string): number {
  return left.length - right.length;
}

function countedFromOne(events: readonly ExecutionEvent[]): readonly ExecutionEvent[] {
  const attempts = events.flatMap((event) => (isNodeFact(event) ? [event.attempt] : []));
  const before = Math.min(...attempts) - 1;
  return events.map((event) => (isNodeFact(event) ? { ...event, attempt: event.attempt - before } : event));
}
