import type { Activation, ReferenceEdge, ReferenceGraph, ReferenceNode } from './graph.ts';
import { isBackEdge, type Region, regionsOf } from './structure.ts';
import type { World } from './world.ts';

interface NodeState {
  status: 'pending' | 'running' | Activation['status'];
  attempt: number;
  port: string | null;
}

interface RegionState {
  iteration: number;
  finished: boolean;
}

interface Failure {
  readonly code: string;
  readonly retryable: boolean;
}

type End =
  | { readonly status: 'completed' }
  | ({ readonly status: 'failed'; readonly path: string } & Failure);

/** What ends by an outcome of its own. */
interface Running {
  readonly path: string;
  finish(): void;
}

/** A node that runs its graph: the scopes under way, and how many have begun. */
interface Inner {
  under: { readonly scope: Scope }[];
  begun: number;
}

/** One run of one graph: the execution's own, or one inside a node. */
export class Scope {
  readonly #world: World;
  readonly #graph: ReferenceGraph;
  /** What every path in it begins with. */
  readonly #prefix: string;
  readonly #regions: readonly Region[];
  readonly #nodes = new Map<string, NodeState>();
  readonly #edges = new Map<string, 'pending' | 'taken' | 'skipped'>();
  readonly #loops = new Map<string, RegionState>();
  /** What the nodes that run graphs are at. */
  readonly #inner = new Map<string, Inner>();
  #end: End | null = null;

  constructor(world: World, graph: ReferenceGraph, prefix: string) {
    this.#world = world;
    this.#graph = graph;
    this.#prefix = prefix;
    this.#regions = regionsOf(graph);
    for (const node of graph.nodes) this.#nodes.set(node.id, { status: 'pending', attempt: 0, port: null });
    for (const edge of graph.edges) this.#edges.set(edge.id, 'pending');
    for (const region of this.#regions) this.#loops.set(region.header, { iteration: 0, finished: false });
  }

  get end(): End | null {
    return this.#end;
  }

  /** What ends by an outcome of its own, in this scope and inside it. */
  running(): Running[] {
    return this.#graph.nodes.flatMap((node) => {
      if (this.#node(node.id).status !== 'running') return [];
      const inner = this.#inner.get(node.id);
      if (inner !== undefined) return inner.under.flatMap(({ scope }) => scope.running());
      return [{ path: this.#path(node.id), finish: () => this.#finish(node) }];
    });
  }

  /** What runs in it is cancelled, and nothing more happens in it. */
  abandon(): void {
    for (const { id } of this.#graph.nodes) if (this.#node(id).status === 'running') this.#cancel(id);
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
    return this.#prefix + prefix.join('') + id;
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

  /** Until only outcomes can change anything. */
  advance(): void {
    while (this.#end === null) {
      if (this.#settleOne()) continue;
      const ready = this.#graph.nodes.find((node) => this.#isReady(node));
      if (ready !== undefined) this.#start(ready);
      else if (this.#world.arrange(this.#moves()).some((move) => move())) continue;
      else if (this.#graph.nodes.some((node) => this.#node(node.id).status === 'running')) return;
      else this.#complete();
    }
  }

  /** What is left to happen before an outcome: each tells whether something has. */
  #moves(): (() => boolean)[] {
    return [...this.#graph.nodes.map((node) => () => this.#moveInside(node)), () => this.#goRound()];
  }

  #settleOne(): boolean {
    const skipped = this.#graph.nodes.find((node) => this.#isToBeSkipped(node));
    if (skipped !== undefined) {
      this.#endNode(skipped.id, 'skipped', null, []);
      return true;
    }
    const done = this.#quietRegions().find((region) => !this.#goesOn(region));
    if (done === undefined) return false;
    this.#loop(done).finished = true;
    return true;
  }

  #quietRegions(): Region[] {
    return this.#regions.filter((region) => !this.#loop(region).finished && this.#isQuiet(region));
  }

  #edgesIn(region: Region): ReferenceEdge[] {
    return this.#graph.edges.filter((edge) => region.nodes.has(edge.source));
  }

  /** Of a quiet region: it was not left, and something leads round again. */
  #goesOn(region: Region): boolean {
    const inside = this.#edgesIn(region);
    if (inside.some((edge) => !region.nodes.has(edge.target) && this.#isTaken(edge))) return false;
    const header = this.#node(region.header);
    const leftByBody =
      header.status === 'completed' && header.port === this.#declared(region.header).bodyPort;
    return leftByBody || inside.some((edge) => edge.target === region.header && this.#isTaken(edge));
  }

  /** @returns true when the next iteration of some region has begun */
  #goRound(): boolean {
    const quiet = this.#quietRegions();
    for (const region of quiet) this.#renew(region);
    return quiet.length > 0;
  }

  #renew(region: Region): void {
    this.#loop(region).iteration += 1;
    for (const edge of this.#edgesIn(region)) this.#edges.set(edge.id, 'pending');
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
      this.#fail(node, { code: 'limit/iterations', retryable: false }, exits);
      if (this.#end === null) this.#endOthers(node);
      return;
    }
    if (!this.#world.countStep()) {
      this.#failScope({ code: 'limit/steps', retryable: false }, this.#path(node.id));
      return;
    }
    this.#nodes.set(node.id, { status: 'running', attempt: 1, port: null });
    this.#beginInside(node);
    if (node.nested === undefined && this.#world.isPure(node, this.#graph)) this.#finish(node);
    if (this.#end === null) this.#endOthers(node);
  }

  // Outcomes

  #finish(node: ReferenceNode): void {
    const outcome = this.#world.outcome(this.#path(node.id));
    if (outcome.status === 'failed') this.#failAttempt(node, { ...outcome, code: 'node/failed' });
    else this.#completeNode(node, outcome.port);
  }

  #failAttempt(node: ReferenceNode, failure: Failure): void {
    const state = this.#node(node.id);
    const handlers = this.#catchers(node, this.#edgesFrom(node.id)).map((edge) =>
      this.#declared(edge.target),
    );
    const added = Math.max(0, ...handlers.map((handler) => handler.handles ?? 0));
    if (failure.retryable && state.attempt < node.maxAttempts + added) {
      state.attempt += 1;
      this.#beginInside(node);
      return;
    }
    this.#world.order.push(this.#path(node.id));
    this.#fail(node, failure, failure.code === 'limit/steps' ? [] : this.#edgesFrom(node.id));
  }

  #completeNode(node: ReferenceNode, port: string): void {
    const path = this.#path(node.id);
    this.#world.order.push(path);
    const edges = this.#edgesFrom(node.id).filter((edge) => edge.sourcePort === port);
    const taken = this.#choose(edges, path);
    if (Array.isArray(taken)) this.#endNode(node.id, 'completed', port, taken);
    else if (taken === 'edge/none-taken' && node.allowNone) this.#endNode(node.id, 'completed', port, []);
    else {
      this.#fail(node, { code: taken, retryable: false }, this.#edgesFrom(node.id));
      return;
    }
    if (node.terminate !== true) return;
    this.abandon();
    this.#end = { status: 'completed' };
  }

  #choose(
    edges: readonly ReferenceEdge[],
    path: string,
  ): ReferenceEdge[] | 'edge/none-taken' | 'expression/failed' {
    if (edges.every((edge) => !edge.conditional)) return [...edges];
    for (const edge of edges.filter((one) => one.conditional)) {
      const answer = this.#world.script.condition(edge.id, path);
      if (answer === 'throws') return 'expression/failed';
      if (answer) return [edge];
    }
    const otherwise = edges.find((edge) => !edge.conditional);
    return otherwise === undefined ? 'edge/none-taken' : [otherwise];
  }

  /** The `error` edges among `edges` that a failure of the node takes. */
  #catchers(node: ReferenceNode, edges: readonly ReferenceEdge[]): readonly ReferenceEdge[] {
    const taken = this.#choose(
      edges.filter((edge) => edge.sourcePort === 'error'),
      this.#path(node.id),
    );
    return Array.isArray(taken) ? taken : [];
  }

  /** `mayCatch`: the edges among which the `error` edges that handle this failure are looked for. */
  #fail(node: ReferenceNode, failure: Failure, mayCatch: readonly ReferenceEdge[]): void {
    const path = this.#path(node.id);
    const taken = this.#catchers(node, mayCatch);
    if (taken.length > 0) {
      this.#endNode(node.id, 'failed', 'error', taken);
      return;
    }
    this.#endNode(node.id, 'failed', null, []);
    this.#failScope(failure, path);
  }

  #endNode(
    id: string,
    status: Activation['status'],
    port: string | null,
    taken: readonly ReferenceEdge[],
  ): void {
    const { attempt } = this.#node(id);
    for (const edge of this.#edgesFrom(id)) {
      this.#edges.set(edge.id, taken.includes(edge) ? 'taken' : 'skipped');
    }
    this.#nodes.set(id, { status, attempt, port });
    this.#inner.delete(id);
    const taking = taken.map((edge) => edge.id);
    this.#world.note(this.#path(id), { status, port, attempts: attempt, taken: taking });
  }

  #cancel(id: string): void {
    for (const { scope } of this.#inner.get(id)?.under ?? []) scope.abandon();
    this.#endNode(id, 'cancelled', null, []);
  }

  #failScope(failure: Failure, path: string): void {
    this.abandon();
    this.#end = { status: 'failed', ...failure, path };
  }

  #complete(): void {
    const open = this.#graph.nodes.filter((node) => !this.#hasEnded(node.id)).map((node) => node.id);
    if (open.length > 0) throw new Error(`nothing runs, and these nodes have not ended: ${open.join(', ')}`);
    this.#end = { status: 'completed' };
  }

  // Graphs inside nodes

  #beginInside({ id, nested }: ReferenceNode): void {
    if (nested !== undefined) this.#inner.set(id, { under: [], begun: 0 });
  }

  /** @returns true when something has begun or ended */
  #moveInside(node: ReferenceNode): boolean {
    const inner = this.#inner.get(node.id);
    if (inner === undefined || node.nested === undefined) return false;
    const { items, concurrency, graph, stopsAtFailure } = node.nested;
    if (inner.begun < (items ?? 1) && inner.under.length < concurrency) {
      const path = items === null ? this.#path(node.id) : `${this.#path(node.id)}[${inner.begun}]`;
      inner.under.push({ scope: new Scope(this.#world, graph, `${path}/`) });
      inner.begun += 1;
      return true;
    }
    for (const { scope } of this.#world.arrange(inner.under)) {
      scope.advance();
      const { end } = scope;
      if (end === null) continue;
      inner.under = inner.under.filter((one) => one.scope !== scope);
      if (end.status === 'completed') return this.#endIfDone(node, inner);
      if (!stopsAtFailure && end.code !== 'limit/steps') return this.#endIfDone(node, inner);
      for (const other of inner.under) other.scope.abandon();
      this.#failAttempt(node, end);
      return true;
    }
    return inner.begun === 0 ? this.#endIfDone(node, inner) : false;
  }

  #endIfDone(node: ReferenceNode, { under, begun }: Inner): boolean {
    if (under.length === 0 && begun === (node.nested?.items ?? 1)) this.#completeNode(node, 'out');
    return true;
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
      if (status === 'running') this.#cancel(id);
      else if (status === 'pending') this.#endNode(id, 'skipped', null, []);
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
