import type {
  Activation,
  ReferenceEdge,
  ReferenceGraph,
  ReferenceNode,
  Script,
  Terminal,
  Trace,
} from './graph.ts';
import { isBackEdge, type Region, regionsOf } from './structure.ts';

/*
 * Design §5 in the slow and obvious way: the world a graph runs in, and nothing else. It was written from the
 * design alone; it shares no code with `src`, so that both cannot be wrong in the same way by accident.
 * The graph must be valid (validity.ts).
 *
 * Where the design leaves something open:
 *
 * R1  All settlements (skips, region ends, next iterations) happen before anything starts. Then the first ready
 *     node in declaration order starts, everything settles again, and so on. An outcome ends only when nothing
 *     is ready any more.
 * R2  `cancelOthers` acts in the moment its join starts (or is refused by R6, if that is caught), and only then:
 *     what became ready with the join was started before it (and is cancelled) or was not (and is skipped) by
 *     declaration order. A join that is skipped has not fired: it ends nothing.
 * R3  For a join that heads a region, "its own region" is the one around its loop, for there its losers are; it
 *     acts on entry, not on later iterations.
 * R4  A node of the own region, or a whole inner region, leads only to the join when at least one edge leaves it
 *     and every one goes to the join or to something that leads only to it. An edge that leaves the own region
 *     or goes back to its header leads elsewhere; so does a dead end. An inner region is one thing: it is ended
 *     whole or not at all.
 * R5  A whole inner region ended by `cancelOthers` is finished: the nodes of its current iteration are cancelled
 *     or skipped under that iteration, and no next iteration follows, even if its `loop` had left by `body`.
 *     Activations that had completed keep the edges they took in the trace.
 * R6  `limits.maxIterations` counts iterations. When iteration number `maxIterations` (from 0) would start, the
 *     region's edges are reset as for any iteration and its header fails there, as `h[maxIterations]/h`, without
 *     being started: 0 attempts, no step counted, not in `order`. When an exit catches it, the rest of the
 *     region is skipped under that iteration. Error edges that stay inside are skipped without evaluating
 *     their conditions. A node with a body port is bounded by its own script, never by this.
 * R7  A failure is handled only if at least one `error` edge is taken. `allowNone` does not help there.
 * R8  If the `error` edges of a failure cannot be taken, the code is that of the first failure, whatever it was
 *     (`node/failed` included).
 * R9  An activation refused by `limit/steps` is not in the trace; those that were running are cancelled.
 *     `limit/steps` is not caught by `error` edges.
 * R10 Paths are sorted by UTF-16 code units.
 * R11 After an unhandled failure nothing settles any more: nodes that had not ended have no activation.
 * R12 A failed activation that was handled has port `error`; an unhandled one has port null and took nothing.
 */

interface NodeState {
  status: 'pending' | 'running' | Activation['status'];
  attempt: number;
  port: string | null;
}

interface RegionState {
  iteration: number;
  finished: boolean;
}

export function interpret(graph: ReferenceGraph, script: Script): Trace {
  return new Run(graph, script).trace();
}

class Run {
  readonly #graph: ReferenceGraph;
  readonly #script: Script;
  readonly #regions: readonly Region[];
  readonly #nodes = new Map<string, NodeState>();
  readonly #edges = new Map<string, 'pending' | 'taken' | 'skipped'>();
  readonly #loops = new Map<string, RegionState>();
  readonly #activations = new Map<string, Activation>();
  readonly #order: string[] = [];
  #started = 0;
  #terminal: Terminal | null = null;

  constructor(graph: ReferenceGraph, script: Script) {
    this.#graph = graph;
    this.#script = script;
    this.#regions = regionsOf(graph);
    for (const node of graph.nodes) this.#nodes.set(node.id, { status: 'pending', attempt: 0, port: null });
    for (const edge of graph.edges) this.#edges.set(edge.id, 'pending');
    for (const region of this.#regions) this.#loops.set(region.header, { iteration: 0, finished: false });
  }

  trace(): Trace {
    for (let step = 0; this.#terminal === null; step += 1) {
      this.#advance();
      if (this.#terminal === null) this.#endOne(step);
    }
    return { activations: this.#activations, terminal: this.#terminal, order: this.#order };
  }

  // What is where

  #node(id: string): NodeState {
    return known(this.#nodes.get(id));
  }

  #loop(region: Region): RegionState {
    return known(this.#loops.get(region.header));
  }

  #edgesFrom(id: string): ReferenceEdge[] {
    return this.#graph.edges.filter((edge) => edge.source === id);
  }

  /** The regions around a node, outermost first; a header is in its own. */
  #regionsAround(id: string): Region[] {
    return this.#regions.filter((region) => region.nodes.has(id));
  }

  #path(id: string): string {
    const prefix = this.#regionsAround(id).map(
      (region) => `${region.header}[${this.#loop(region).iteration}]/`,
    );
    return prefix.join('') + id;
  }

  #hasEnded(id: string): boolean {
    const { status } = this.#node(id);
    return status !== 'pending' && status !== 'running';
  }

  /** How the target sees an edge: an exit is pending until the outermost region it leaves has finished. */
  #seen(edge: ReferenceEdge): 'pending' | 'taken' | 'skipped' {
    const left = this.#regionsAround(edge.source).find((region) => !region.nodes.has(edge.target));
    if (left !== undefined && !this.#loop(left).finished) return 'pending';
    return known(this.#edges.get(edge.id));
  }

  #isTaken(edge: ReferenceEdge): boolean {
    return this.#edges.get(edge.id) === 'taken';
  }

  /** The region that `id` heads and that is past its first iteration: its header waits for no edge. */
  #isRepeating(id: string): boolean {
    return (this.#loops.get(id)?.iteration ?? 0) > 0;
  }

  #incoming(id: string): ('pending' | 'taken' | 'skipped')[] {
    return this.#graph.edges
      .filter((edge) => edge.target === id && !isBackEdge(this.#graph, edge))
      .map((edge) => this.#seen(edge));
  }

  #isReady(node: ReferenceNode): boolean {
    if (this.#node(node.id).status !== 'pending') return false;
    if (node.id === this.#graph.start || this.#isRepeating(node.id)) return true;
    const incoming = this.#incoming(node.id);
    if (!incoming.includes('taken')) return false;
    return node.join === 'any' || !incoming.includes('pending');
  }

  #isToBeSkipped(node: ReferenceNode): boolean {
    if (this.#node(node.id).status !== 'pending') return false;
    if (node.id === this.#graph.start || this.#isRepeating(node.id)) return false;
    return this.#incoming(node.id).every((state) => state === 'skipped');
  }

  #isQuiet(region: Region): boolean {
    const inner = this.#regions.filter((other) => other !== region && region.nodes.has(other.header));
    return (
      [...region.nodes].every((id) => this.#hasEnded(id)) &&
      inner.every((other) => this.#loop(other).finished)
    );
  }

  // Settling and starting

  #advance(): void {
    while (this.#terminal === null) {
      if (this.#settleOne()) continue;
      const ready = this.#graph.nodes.find((node) => this.#isReady(node));
      if (ready !== undefined) this.#start(ready);
      else if (this.#graph.nodes.some((node) => this.#node(node.id).status === 'running')) return;
      else this.#complete();
    }
  }

  #settleOne(): boolean {
    const skipped = this.#graph.nodes.find((node) => this.#isToBeSkipped(node));
    if (skipped !== undefined) {
      this.#end(skipped.id, 'skipped', null, []);
      return true;
    }
    const quiet = this.#regions.find((region) => !this.#loop(region).finished && this.#isQuiet(region));
    if (quiet !== undefined) {
      this.#endIteration(quiet);
      return true;
    }
    return false;
  }

  #endIteration(region: Region): void {
    const inside = this.#graph.edges.filter((edge) => region.nodes.has(edge.source));
    const exits = inside.filter((edge) => !region.nodes.has(edge.target));
    const backs = inside.filter((edge) => edge.target === region.header);
    const header = this.#node(region.header);
    const leftByBody =
      header.status === 'completed' && header.port === this.#declared(region.header).bodyPort;
    if (
      exits.some((edge) => this.#isTaken(edge)) ||
      !(leftByBody || backs.some((edge) => this.#isTaken(edge)))
    ) {
      this.#loop(region).finished = true;
      return;
    }
    this.#loop(region).iteration += 1;
    for (const edge of inside) this.#edges.set(edge.id, 'pending');
    for (const id of region.nodes) this.#nodes.set(id, { status: 'pending', attempt: 0, port: null });
    for (const inner of this.#regions) {
      if (inner !== region && region.nodes.has(inner.header)) {
        this.#loops.set(inner.header, { iteration: 0, finished: false });
      }
    }
  }

  #start(node: ReferenceNode): void {
    const headed = this.#loops.get(node.id);
    if (node.bodyPort === null && headed !== undefined && headed.iteration >= this.#graph.maxIterations) {
      const own = known(this.#regions.find((region) => region.header === node.id));
      const exits = this.#edgesFrom(node.id).filter((edge) => !own.nodes.has(edge.target));
      this.#fail(node, 'limit/iterations', exits);
      if (this.#terminal === null) this.#endOthers(node);
      return;
    }
    if (this.#started >= this.#graph.maxSteps) {
      this.#failScope('limit/steps', this.#path(node.id));
      return;
    }
    this.#started += 1;
    this.#nodes.set(node.id, { status: 'running', attempt: 1, port: null });
    this.#endOthers(node);
  }

  // Outcomes

  #endOne(step: number): void {
    const running = this.#graph.nodes
      .filter((node) => this.#node(node.id).status === 'running')
      .sort((left, right) => (this.#path(left.id) < this.#path(right.id) ? -1 : 1));
    const node = known(running[this.#script.choose(running.length, step)]);
    const state = this.#node(node.id);
    const path = this.#path(node.id);
    const outcome = this.#script.outcome(path, state.attempt);
    if (outcome.status === 'failed' && outcome.retryable && state.attempt < node.maxAttempts) {
      state.attempt += 1;
      return;
    }
    this.#order.push(path);
    if (outcome.status === 'failed') {
      this.#fail(node, 'node/failed', this.#edgesFrom(node.id));
      return;
    }
    const edges = this.#edgesFrom(node.id).filter((edge) => edge.sourcePort === outcome.port);
    const taken = this.#choose(edges, path);
    if (Array.isArray(taken)) this.#end(node.id, 'completed', outcome.port, taken);
    else if (taken === 'edge/none-taken' && node.allowNone) this.#end(node.id, 'completed', outcome.port, []);
    else this.#fail(node, taken, this.#edgesFrom(node.id));
  }

  #choose(
    edges: readonly ReferenceEdge[],
    path: string,
  ): ReferenceEdge[] | 'edge/none-taken' | 'expression/failed' {
    if (edges.every((edge) => !edge.conditional)) return [...edges];
    for (const edge of edges.filter((one) => one.conditional)) {
      const answer = this.#script.condition(edge.id, path);
      if (answer === 'throws') return 'expression/failed';
      if (answer) return [edge];
    }
    const otherwise = edges.find((edge) => !edge.conditional);
    return otherwise === undefined ? 'edge/none-taken' : [otherwise];
  }

  /** `mayCatch`: the edges among which the `error` edges that handle this failure are looked for. */
  #fail(node: ReferenceNode, code: string, mayCatch: readonly ReferenceEdge[]): void {
    const path = this.#path(node.id);
    const taken = this.#choose(
      mayCatch.filter((edge) => edge.sourcePort === 'error'),
      path,
    );
    if (Array.isArray(taken) && taken.length > 0) {
      this.#end(node.id, 'failed', 'error', taken);
      return;
    }
    this.#end(node.id, 'failed', null, []);
    this.#failScope(code, path);
  }

  #end(id: string, status: Activation['status'], port: string | null, taken: readonly ReferenceEdge[]): void {
    const { attempt } = this.#node(id);
    for (const edge of this.#edgesFrom(id)) {
      this.#edges.set(edge.id, taken.includes(edge) ? 'taken' : 'skipped');
    }
    this.#nodes.set(id, { status, attempt, port });
    const path = this.#path(id);
    if (this.#activations.has(path)) throw new Error(`${path} ended twice`);
    this.#activations.set(path, { status, port, attempts: attempt, taken: taken.map((edge) => edge.id) });
  }

  #failScope(code: string, path: string): void {
    for (const node of this.#graph.nodes) {
      if (this.#node(node.id).status === 'running') this.#end(node.id, 'cancelled', null, []);
    }
    this.#terminal = { status: 'failed', code, path };
  }

  #complete(): void {
    const open = this.#graph.nodes.filter((node) => !this.#hasEnded(node.id)).map((node) => node.id);
    if (open.length > 0) throw new Error(`nothing runs, and these nodes have not ended: ${open.join(', ')}`);
    this.#terminal = { status: 'completed' };
  }

  // cancelOthers

  #endOthers(join: ReferenceNode): void {
    if (join.join !== 'any' || !join.cancelOthers || this.#isRepeating(join.id)) return;
    const own = this.#regionsAround(join.id)
      .filter((region) => region.header !== join.id)
      .at(-1);
    for (const node of this.#graph.nodes) {
      if (own !== undefined && !own.nodes.has(node.id)) continue;
      const unit = this.#unitOf(node.id, own);
      if (unit.has(join.id) || !this.#leadsOnlyTo(join, own, unit) || this.#isFinished(unit)) continue;
      this.#endUnit(unit);
    }
  }

  /** The outermost region inside `own` that holds the node, or the node alone. */
  #unitOf(id: string, own: Region | undefined): ReadonlySet<string> {
    const around = this.#regionsAround(id);
    const inner = around[own === undefined ? 0 : around.indexOf(own) + 1];
    return inner?.nodes ?? new Set([id]);
  }

  #leadsOnlyTo(join: ReferenceNode, own: Region | undefined, unit: ReadonlySet<string>): boolean {
    const leaving = this.#graph.edges.filter((edge) => unit.has(edge.source) && !unit.has(edge.target));
    return (
      leaving.length > 0 &&
      leaving.every((edge) => {
        if (edge.target === join.id) return true;
        const staysInside = own === undefined || (own.nodes.has(edge.target) && edge.target !== own.header);
        return staysInside && this.#leadsOnlyTo(join, own, this.#unitOf(edge.target, own));
      })
    );
  }

  #isFinished(unit: ReadonlySet<string>): boolean {
    const region = this.#regions.find((one) => one.nodes === unit);
    if (region !== undefined) return this.#loop(region).finished;
    return [...unit].every((id) => this.#hasEnded(id));
  }

  #endUnit(unit: ReadonlySet<string>): void {
    for (const id of unit) {
      const { status } = this.#node(id);
      if (status === 'running') this.#end(id, 'cancelled', null, []);
      else if (status === 'pending') this.#end(id, 'skipped', null, []);
      for (const edge of this.#edgesFrom(id)) this.#edges.set(edge.id, 'skipped');
    }
    for (const region of this.#regions) {
      if (unit.has(region.header) && [...region.nodes].every((id) => unit.has(id))) {
        this.#loop(region).finished = true;
      }
    }
  }

  #declared(id: string): ReferenceNode {
    return known(this.#graph.nodes.find((node) => node.id === id));
  }
}

function known<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('the reference interpreter was given a graph it does not know');
  return value;
}
