import {
  conclude,
  type Decision,
  decide,
  type ExecutionEvent,
  type ExecutionPlan,
  type ExecutionState,
  evolve,
  initialState,
  isEnding,
  isTerminal,
  type NodeFact,
  nodeIdOf,
  type OpenActivation,
  type Outcome,
  openActivations,
  resultsIn,
  scopeAt,
} from '../../src/engine/index.ts';
import { err, ok } from '../../src/kernel/index.ts';
import { closedBy } from './closed-by.ts';
import { calm, type Fate } from './fate.ts';
import { planOf } from './plan-of.ts';
import type { Activation, ReferenceGraph, Script, Terminal } from './reference/graph.ts';
import { hashOf } from './reference/hash-of.ts';
import { locate } from './reference/locate.ts';
import { noteVisit } from './reference/world.ts';

export interface Simulation {
  readonly plan: ExecutionPlan;
  readonly state: ExecutionState;
  readonly events: readonly ExecutionEvent[];
  /** What is compared with the reference interpreter. */
  readonly activations: ReadonlyMap<string, Activation>;
  readonly terminal: Terminal | { readonly status: 'cancelled' };
}

/** Runs a graph to its end: one open activation at a time ends, chosen as the reference chooses. */
export function simulate(graph: ReferenceGraph, script: Script, fate: Fate = calm): Simulation {
  return new World(graph, script, fate).run();
}

const mostEvents = 50_000;

class World {
  readonly #graph: ReferenceGraph;
  readonly #script: Script;
  readonly #fate: Fate;
  readonly #plan: ExecutionPlan;
  #state: ExecutionState;
  readonly #events: ExecutionEvent[] = [];
  readonly #activations = new Map<string, Activation>();
  readonly #cancelling = new Set<string>();
  readonly #asked = new Map<string, number>();
  #choices = 0;
  #now = 0;

  constructor(graph: ReferenceGraph, script: Script, fate: Fate) {
    this.#graph = graph;
    this.#script = script;
    this.#fate = fate;
    this.#plan = planOf(graph, fate.isPure);
    this.#state = initialState(this.#plan);
  }

  run(): Simulation {
    this.#append([{ at: this.#tick(), type: 'ExecutionQueued', input: null, messages: [] }]);
    this.#append([{ at: this.#tick(), type: 'ExecutionStarted' }]);
    while (!isTerminal(this.#state.status)) {
      this.#turn();
      if (this.#events.length > mostEvents) throw new Error('the simulation does not end');
    }
    return {
      plan: this.#plan,
      state: this.#state,
      events: this.#events,
      activations: this.#activations,
      terminal: terminalOf(this.#events.at(-1)),
    };
  }

  #turn(): void {
    const turn = this.#events.length;
    const decisions = decide(this.#state, this.#fate.control(turn));
    this.#expectCancelled(decisions);
    const late = new Set(
      decisions.flatMap((decision) =>
        decision.type === 'cancelNode' && this.#fate.delaysCancel(decision.path, turn) ? [decision.path] : [],
      ),
    );
    const due = decisions.filter((decision) => !(decision.type === 'cancelNode' && late.has(decision.path)));
    if (due.length > 0) this.#performAll(due);
    else if (!this.#endOne(late)) this.#performAll(decisions);
  }

  #scopeAt(path: string): ExecutionState {
    return scopeAt(this.#state, path);
  }

  #opened(path: string): OpenActivation | undefined {
    return this.#scopeAt(path).open.get(path);
  }

  /** D3: what is to be cancelled stays so until it is closed. */
  #expectCancelled(decisions: readonly Decision[]): void {
    const named = decisions.flatMap((decision) =>
      decision.type === 'cancelNode' ? [`${decision.path}#${decision.attempt}`] : [],
    );
    for (const { path, attempt } of openActivations(this.#state)) {
      const name = `${path}#${attempt}`;
      if (this.#cancelling.has(name) && !named.includes(name)) {
        throw new Error(`the cancellation of ${name} was taken back`);
      }
    }
    for (const name of named) this.#cancelling.add(name);
  }

  /** A worker that dies leaves the rest undone. */
  #performAll(decisions: readonly Decision[]): void {
    if (decisions.length === 0) {
      throw new Error('nothing is running and nothing can be done: the execution hangs');
    }
    for (const decision of this.#fate.arrange(decisions, this.#events.length)) {
      this.#perform(decision);
      if (this.#crashed()) return;
    }
  }

  #perform(decision: Decision): void {
    const at = this.#tick();
    switch (decision.type) {
      case 'startNode':
        this.#start(factOf(decision));
        return;
      case 'skipNode':
        this.#append([{ at, type: 'NodeSkipped', ...factOf(decision) }]);
        return;
      case 'cancelNode':
        this.#append([{ at, type: 'NodeCancelled', ...factOf(decision) }]);
        return;
      case 'failNode':
        this.#conclude(factOf(decision), { status: 'failed', error: decision.error });
        return;
      case 'startIteration': {
        const { nodeId, path, iteration } = decision;
        this.#append([{ at, type: 'LoopIterationStarted', nodeId, path, iteration }]);
        return;
      }
      case 'closeNode':
        this.#close(factOf(decision));
        return;
      case 'startScope': {
        const { nodeId, path } = decision;
        this.#append([{ at, type: 'ScopeStarted', nodeId, path }]);
        return;
      }
      case 'completeScope': {
        const { nodeId, path } = decision;
        this.#append([{ at, type: 'ScopeCompleted', nodeId, path, output: path }]);
        return;
      }
      case 'failScope': {
        const { nodeId, path, error } = decision;
        this.#append([{ at, type: 'ScopeFailed', nodeId, path, error }]);
        return;
      }
      case 'completeExecution':
        this.#append([{ at, type: 'ExecutionCompleted', output: null }]);
        return;
      case 'failExecution': {
        const { error, nodeId, path } = decision;
        this.#append([{ at, type: 'ExecutionFailed', error, nodeId, path }]);
        return;
      }
      case 'cancelExecution':
        this.#append([{ at, type: 'ExecutionCancelled' }]);
    }
  }

  /** An attempt of what takes time; one that runs scopes says which. */
  #begin(fact: NodeFact): void {
    const { nested } = locate(this.#graph, fact.path).node;
    const scopes = nested && Array.from({ length: nested.items ?? 1 }, (_, item) => ({ item }));
    this.#append([{ at: this.#tick(), type: 'NodeStarted', ...fact, ...(scopes ? { scopes } : {}) }]);
  }

  #start(fact: NodeFact): void {
    if (locate(this.#graph, fact.path).node.nested) {
      this.#begin(fact);
      return;
    }
    const { plan } = this.#scopeAt(fact.path);
    if (plan.nodes[plan.topology.indexOf.get(fact.nodeId) ?? -1]?.pure) {
      this.#conclude(fact, this.#outcomeOf(fact.path));
      return;
    }
    this.#begin(fact);
    if (this.#fate.suspends(fact.path, fact.attempt)) {
      this.#conclude(fact, { status: 'suspended', until: this.#now + 1000 });
    }
  }

  /** What it gives is that of its scopes, in their order. */
  #close(fact: NodeFact): void {
    const nested = this.#opened(fact.path)?.nested;
    if (!nested) throw new Error(`${fact.path} runs no scopes`);
    const outputs = resultsIn(nested.results).map((result) => ('output' in result ? result.output : null));
    const scopes = outputs.map((output, number) => output ?? `${fact.path}[${number}]`);
    const expected = outputs.map((_, number) => `${fact.path}[${number}]`);
    const { node } = locate(this.#graph, fact.path);
    if (nested.failure === null && node.nested?.items != null) {
      if (scopes.join() !== expected.join() || scopes.length !== node.nested.items)
        throw new Error(`${fact.path} has the results ${scopes.join()}`);
    }
    const outcome =
      nested.failure === null
        ? this.#completion(fact.path, 'out')
        : ({ status: 'failed', error: nested.failure } as const);
    this.#conclude(fact, outcome);
    this.#retry(fact);
  }

  /** @returns false when nothing open may end by itself */
  #endOne(excluded: ReadonlySet<string>): boolean {
    const open = [...openActivations(this.#state)]
      .filter(({ path, status }) => status !== 'scoped' && !excluded.has(path))
      .sort((left, right) => (left.path < right.path ? -1 : 1));
    if (open.length === 0) return false;
    if (open.every(({ status }) => status === 'suspended' || status === 'retrying')) this.#park();
    const chosen = open[this.#script.choose(open.length, this.#choices)];
    if (!chosen) throw new Error('the script chose an activation that is not there');
    this.#choices += 1;
    const fact = this.#wake(chosen);
    if (this.#opened(fact.path)?.status === 'scoped') return true;
    this.#spend(fact);
    this.#conclude(fact, this.#outcomeOf(fact.path));
    this.#retry(fact);
    this.#crashed();
    return true;
  }

  /** At once, unless fate delays it; not where everything comes to its end. */
  #retry({ nodeId, path, attempt }: NodeFact): void {
    if (this.#opened(path)?.status !== 'retrying' || isEnding(this.#scopeAt(path))) return;
    if (this.#fate.delaysRetry(path, attempt)) return;
    this.#begin({ nodeId, path, attempt: attempt + 1 });
  }

  /** The attempt that ends: a wait is over first, a retry is started first. */
  #wake({ path, attempt, status }: OpenActivation): NodeFact {
    const nodeId = nodeIdOf(path);
    const at = this.#tick();
    if (status === 'suspended') {
      this.#append([{ at, type: 'NodeResumed', nodeId, path, attempt }]);
      return { nodeId, path, attempt };
    }
    if (status !== 'retrying') return { nodeId, path, attempt };
    this.#begin({ nodeId, path, attempt: attempt + 1 });
    return { nodeId, path, attempt: attempt + 1 };
  }

  #park(): void {
    this.#append([{ at: this.#tick(), type: 'ExecutionSuspended', until: null }]);
    this.#now += 100_000;
    this.#append([{ at: this.#tick(), type: 'ExecutionResumed' }]);
  }

  #spend(fact: NodeFact): void {
    const tokens = hashOf(fact.path) % 100;
    const usage = {
      inputTokens: tokens,
      outputTokens: tokens * 2,
      cachedTokens: 0,
      reasoningTokens: 0,
      totalTokens: tokens * 3,
      costMicroUsd: tokens === 0 ? null : tokens,
      modelCalls: 1,
      toolCalls: 0,
    };
    const call = { provider: 'p', model: 'm', usage, reservedMicroUsd: 100 };
    this.#append([{ at: this.#tick(), type: 'BudgetReserved', mostMicroUsd: 100, ...fact }]);
    this.#append([{ at: this.#tick(), type: 'UsageRecorded', ...call, ...fact }]);
  }

  #outcomeOf(path: string): Outcome {
    const attempt = (this.#asked.get(path) ?? 0) + 1;
    this.#asked.set(path, attempt);
    const scripted = this.#script.outcome(path, attempt);
    if (scripted.status === 'completed') return this.#completion(path, scripted.port);
    const { retryable } = scripted;
    return { status: 'failed', error: { code: 'node/failed', message: 'scripted', retryable } };
  }

  #completion(path: string, port: string): Outcome {
    return {
      status: 'completed',
      port,
      output: path,
      variables: [
        { operation: 'increment', name: 'completed', value: 1 },
        { operation: 'append', name: 'paths', value: path },
      ],
      messages: [{ role: 'assistant', content: path }],
      ...(locate(this.#graph, path).node.terminate || this.#fate.terminates(path) ? { terminate: true } : {}),
    };
  }

  #conclude(fact: NodeFact, outcome: Outcome): void {
    const events = conclude(this.#scopeAt(fact.path), fact, outcome, {
      at: this.#tick(),
      random: 0,
      evaluate: (edge) => {
        const verdict = this.#script.condition(edge.id, fact.path);
        if (verdict !== 'throws') return ok(verdict);
        const message = `the condition of ${edge.id} throws`;
        return err({ code: 'expression/failed', message, retryable: false });
      },
    });
    this.#append(events);
  }

  #append(events: readonly ExecutionEvent[]): void {
    for (const event of events) {
      this.#note(event);
      this.#events.push(event);
      this.#state = evolve(this.#state, event);
    }
  }

  #note(event: ExecutionEvent): void {
    if (!('path' in event) || typeof event.path !== 'string') return;
    const { plan, open } = this.#scopeAt(event.path);
    const activation = closedBy(plan, event, open.get(event.path)?.tries);
    if (activation !== null) noteVisit(this.#activations, event.path, activation);
  }

  /** If the worker dies now, the next one has the log, as it was stored, and nothing else. */
  #crashed(): boolean {
    if (isTerminal(this.#state.status) || !this.#fate.crashes(this.#events.length)) return false;
    const log: readonly ExecutionEvent[] = JSON.parse(JSON.stringify(this.#events));
    this.#state = log.reduce(evolve, initialState(this.#plan));
    this.#append([{ at: this.#tick(), type: 'ExecutionRecovered' }]);
    for (const { path, attempt, status } of [...openActivations(this.#state)]) {
      if (status !== 'running') continue;
      this.#append([{ at: this.#tick(), type: 'NodeSuperseded', nodeId: nodeIdOf(path), path, attempt }]);
    }
    return true;
  }

  #tick(): number {
    this.#now += 1;
    return this.#now;
  }
}

function factOf({ nodeId, path, attempt }: NodeFact): NodeFact {
  return { nodeId, path, attempt };
}

function terminalOf(event: ExecutionEvent | undefined): Simulation['terminal'] {
  switch (event?.type) {
    case 'ExecutionFailed':
      return { status: 'failed', code: event.error.code, path: event.path ?? '' };
    case 'ExecutionCancelled':
      return { status: 'cancelled' };
    default:
      return { status: 'completed' };
  }
}
