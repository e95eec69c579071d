import type { ExecutionEvent } from '../../src/engine/index.ts';
import { faultyLives, isNodeFact } from './activation-life.ts';
import type { ReferenceGraph } from './reference/graph.ts';
import { locate } from './reference/locate.ts';
import { scopeOf } from './reference/structure.ts';
import { type ScopeLog, scopeLogs } from './scope-logs.ts';
import type { Simulation } from './simulate.ts';

/** Everything that is wrong with the log of an execution, whatever happened in it. Nothing is asked of the engine. */
export function logFaults(graph: ReferenceGraph, { events }: Pick<Simulation, 'events'>): readonly string[] {
  const steps = stepsOf(graph, events);
  return [
    ...scopeLogs(graph, events).flatMap(faultsOfScope),
    ...repeatedAttempts(events),
    ...crowds(graph, events),
    ...(steps > graph.maxSteps ? [`${steps} steps: the limit is ${graph.maxSteps}`] : []),
  ];
}

function faultsOfScope({ graph, events }: ScopeLog): readonly string[] {
  return [
    ...faultyEnds(events),
    ...faultyLives(events),
    ...lateBeginnings(events),
    ...faultyIterations(events),
    ...unendedNodes(graph, events),
  ];
}

/** Whatever is run again: an attempt of one number is begun once on a path. */
function repeatedAttempts(events: readonly ExecutionEvent[]): readonly string[] {
  const begun = events.flatMap((event) =>
    event.type === 'NodeStarted' ? [`${event.path}#${event.attempt}`] : [],
  );
  return begun.filter((name, index) => begun.indexOf(name) !== index).map((name) => `${name} begins twice`);
}

/** No node has more scopes under way than it may. */
function crowds(graph: ReferenceGraph, events: readonly ExecutionEvent[]): readonly string[] {
  const under = new Map<string, number>();
  return events.flatMap((event) => {
    if (isNodeFact(event) && event.type !== 'NodeStarted') under.delete(event.path);
    if (!event.type.startsWith('Scope') || !('path' in event) || !event.path) return [];
    const opener = event.path.replace(/\[\d+\]$/, '');
    const now = (under.get(opener) ?? 0) + (event.type === 'ScopeStarted' ? 1 : -1);
    under.set(opener, now);
    const most = locate(graph, opener).node.nested?.concurrency ?? 0;
    return now > most ? [`${opener} has ${now} scopes under way: it may have ${most}`] : [];
  });
}

const terminals: readonly string[] = ['ExecutionCompleted', 'ExecutionFailed', 'ExecutionCancelled'];

function faultyEnds(events: readonly ExecutionEvent[]): readonly string[] {
  const ends = events.flatMap((event, index) => (terminals.includes(event.type) ? [index] : []));
  return ends.length === 1 && ends[0] === events.length - 1 ? [] : [`terminal events at ${ends.join()}`];
}

const beginnings: readonly string[] = ['NodeStarted', 'NodeSkipped', 'LoopIterationStarted', 'ScopeStarted'];

/** After an unhandled failure, or a node that terminated, things only end. */
function lateBeginnings(events: readonly ExecutionEvent[]): readonly string[] {
  const last = events.findIndex(
    (event) =>
      (event.type === 'NodeFailed' && !event.retrying && event.edges.length === 0) ||
      (event.type === 'NodeCompleted' && event.terminate),
  );
  if (last === -1) return [];
  return events
    .slice(last + 1)
    .filter(({ type }) => beginnings.includes(type))
    .map((event) => `${event.type} after the execution began to end`);
}

/** Iterations of one region are counted without a gap, and begin when everything in the one before has ended. */
function faultyIterations(events: readonly ExecutionEvent[]): readonly string[] {
  const faults: string[] = [];
  const reached = new Map<string, number>();
  const open = new Set<string>();
  for (const event of events) {
    if (event.type === 'NodeStarted') open.add(event.path);
    if (isNodeFact(event) && closes(event)) open.delete(event.path);
    if (event.type !== 'LoopIterationStarted') continue;
    const region = event.path.slice(0, event.path.lastIndexOf('['));
    if (event.iteration !== (reached.get(region) ?? 0) + 1) faults.push(`${event.path} is out of order`);
    reached.set(region, event.iteration);
    const before = `${region}[${event.iteration - 1}]/`;
    for (const path of open)
      if (path.startsWith(before)) faults.push(`${event.path} begins before ${path} ends`);
  }
  return faults;
}

/** Activations that began: refusals and skips are no steps, and attempts are none of their own. */
export function stepsOf(graph: ReferenceGraph, events: readonly ExecutionEvent[]): number {
  return scopeLogs(graph, events).reduce((sum, log) => sum + stepsIn(log), 0);
}

function stepsIn({ events }: ScopeLog): number {
  const open = new Set<string>();
  const began = events.flatMap((event) => {
    if (event.type === 'NodeStarted') open.add(event.path);
    if (event.type === 'NodeStarted' || event.type === 'NodeCompleted') return [event.path];
    // What had begun may fail for a limit that was reached inside it.
    const isRefusal = event.type === 'NodeFailed' && event.error.code.startsWith('limit/');
    return event.type === 'NodeFailed' && (!isRefusal || open.has(event.path)) ? [event.path] : [];
  });
  return new Set(began).size;
}

/** In a completed execution that no node terminated, every node has ended in every scope that was entered. */
function unendedNodes(graph: ReferenceGraph, events: readonly ExecutionEvent[]): readonly string[] {
  const cut = events.some((event) => event.type === 'NodeCompleted' && event.terminate);
  if (cut || events.at(-1)?.type !== 'ExecutionCompleted') return [];
  const paths = new Set(events.filter((event) => isNodeFact(event) && closes(event)).map(pathOf));
  const scopes = new Set([...paths].map((path) => path.slice(0, path.lastIndexOf('/') + 1)));
  return [...scopes].flatMap((scope) =>
    graph.nodes
      .filter(({ id }) => scopeOf(graph, id) === scope.replaceAll(/\[\d+\]/g, ''))
      .map(({ id }) => scope + id)
      .filter((path) => !paths.has(path))
      .map((path) => `${path} never ended`),
  );
}

function closes(event: ExecutionEvent): boolean {
  if (event.type === 'NodeFailed') return !event.retrying;
  return ['NodeCompleted', 'NodeCancelled', 'NodeSkipped'].includes(event.type);
}

function pathOf(event: ExecutionEvent): string {
  return isNodeFact(event) ? event.path : '';
}
