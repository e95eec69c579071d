import type { JsonObject } from '../../kernel/index.ts';
import type { Flow } from './flow.ts';

/** What a node may do when it ends: take these flow edges, all of one port. */
export interface Option {
  readonly port: string;
  readonly edges: readonly number[];
}

/**
 * The options of every node. Per port: all its edges; or, if some have a condition, each of these alone and the
 * first without one alone, or nothing if there is none and the node allows it. A port without edges is an option to
 * do nothing, but for `error`: a failure that no edge takes fails the execution.
 */
export function optionsOf(flow: Flow): readonly (readonly Option[])[] {
  return flow.graph.nodes.map((_, node) => {
    const byPort = Map.groupBy(flow.outgoing[node] ?? [], (edge) => portOf(flow, edge));
    // Where the ports are not known there may be one without edges: no rule then refuses what may be right.
    const ports = new Set([...(flow.ports[node] ?? ['unknown']), ...byPort.keys()]);
    return [...ports].flatMap((port) => {
      const edges = byPort.get(port);
      if (edges === undefined) return port === 'error' ? [] : [{ port, edges: [] }];
      return choices(flow, node, edges).map((taken) => ({ port, edges: taken }));
    });
  });
}

function choices(flow: Flow, node: number, edges: readonly number[]): readonly (readonly number[])[] {
  const conditional = edges.filter((edge) => isConditional(flow, edge));
  if (conditional.length === 0) return [edges];
  const alone = conditional.map((edge) => [edge]);
  const otherwise = edges.find((edge) => !isConditional(flow, edge));
  if (otherwise !== undefined) return [...alone, [otherwise]];
  const isFailure = edges.some((edge) => portOf(flow, edge) === 'error');
  return allowsNone(flow.graph.nodes[node]?.config) && !isFailure ? [...alone, []] : alone;
}

function portOf(flow: Flow, edge: number): string {
  return flow.edges[edge]?.edge.sourcePort ?? '';
}

function isConditional(flow: Flow, edge: number): boolean {
  return flow.edges[edge]?.edge.condition !== undefined;
}

/** Of every kind: a port whose conditions are all false then leads nowhere, instead of failing the node. */
function allowsNone(config: JsonObject | undefined): boolean {
  return config?.allowNone === true;
}
