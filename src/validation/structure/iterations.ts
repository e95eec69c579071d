import type { Region } from '../../graph/index.ts';
import { bodyPortAt, type Flow } from './flow.ts';
import { type Option, optionsOf } from './options.ts';

/**
 * What one iteration of a region may do, in time linear in the region.
 *
 * I1  Safe: some option of the node takes no exit and leads to safe nodes only. An edge back to the header is safe;
 *     one back to the header of an inner region is not: it does not end this iteration.
 * I2  Only regions that hold no tangle are asked about: there forward edges make no cycle, and the flow's order
 *     follows them.
 */
export class Iterations {
  readonly #flow: Flow;
  readonly #options: readonly (readonly Option[])[];
  /** By node: its place in the flow's order. */
  readonly #ranks: readonly number[];

  constructor(flow: Flow) {
    this.#flow = flow;
    this.#options = optionsOf(flow);
    const ranks = new Array<number>(flow.graph.nodes.length).fill(0);
    for (const [rank, node] of flow.order.entries()) ranks[node] = rank;
    this.#ranks = ranks;
  }

  /** The back edges of the region that some iteration takes without an exit. */
  usefulBackEdges(region: Region): ReadonlySet<number> {
    const safe = this.#safeOptions(region);
    const visited = new Set([region.header]);
    const found = new Set<number>();
    // A set grows while it is walked: from the header along safe options only.
    for (const node of visited) {
      for (const edge of (safe.get(node) ?? []).flatMap((option) => option.edges)) {
        if (this.#targetOf(edge) === region.header) found.add(edge);
        else visited.add(this.#targetOf(edge));
      }
    }
    return found;
  }

  /** Whether some iteration takes neither an exit nor an edge back, nor enters the body of the header. */
  canStop(region: Region): boolean {
    const bodyPort = bodyPortAt(this.#flow, region.header);
    const stops = new Set<number>();
    for (const node of this.#backwards(region)) {
      const isStop = this.#optionsAt(node).some(
        ({ port, edges }) =>
          (node !== region.header || port !== bodyPort) &&
          this.#mayLeaveBy(node, port) &&
          edges.every((edge) => stops.has(this.#forwardTarget(edge))),
      );
      if (isStop) stops.add(node);
    }
    return stops.has(region.header);
  }

  /** For each safe node its options without an exit and with safe targets only. */
  #safeOptions(region: Region): ReadonlyMap<number, readonly Option[]> {
    const safe = new Map<number, readonly Option[]>();
    const isSafe = (edge: number): boolean =>
      this.#targetOf(edge) === region.header || safe.has(this.#forwardTarget(edge));
    for (const node of this.#backwards(region)) {
      const options = this.#optionsAt(node).filter(({ edges }) => edges.every(isSafe));
      if (options.length > 0) safe.set(node, options);
    }
    return safe;
  }

  /** The nodes of the region, each after all it leads forward to. */
  #backwards(region: Region): readonly number[] {
    return region.nodes.toSorted((one, other) => (this.#ranks[other] ?? 0) - (this.#ranks[one] ?? 0));
  }

  /**
   * A disabled node leaves by `out`, or by `error` when a condition fails. Its other ports still count as ways back:
   * disabling a node must not make the edges of its other ports an error.
   */
  #mayLeaveBy(node: number, port: string): boolean {
    return this.#flow.graph.nodes[node]?.enabled !== false || port === 'out' || port === 'error';
  }

  #optionsAt(node: number): readonly Option[] {
    return this.#options[node] ?? [];
  }

  #targetOf(edge: number): number {
    return this.#flow.edges[edge]?.target ?? -1;
  }

  /** -1 for a back edge. */
  #forwardTarget(edge: number): number {
    return this.#flow.edges[edge]?.isBack ? -1 : this.#targetOf(edge);
  }
}
