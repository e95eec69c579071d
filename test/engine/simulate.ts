import {
  type Command,
  conclude,
  decide,
  type ExecutionEvent,
  type ExecutionPlan,
  type ExecutionState,
  evolve,
  initialState,
  isTerminal,
  type NodeFact,
  type OpenActivation,
  type Outcome,
} from '../../src/engine/index.ts';
import { err, ok } from '../../src/kernel/index.ts';
import { closedBy } from './closed-by.ts';
import { calm, type Fate } from './fate.ts';
import { planOf } from './plan-of.ts';
import type { Activation, ReferenceGraph, Script, Terminal } from './reference/graph.ts';
import { hashOf } from './reference/hash-of.ts';

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
  readonly #script: Script;
  readonly #fate: Fate;
  readonly #plan: ExecutionPlan;
  #state: ExecutionState;
  readonly #events: ExecutionEvent[] = [];
  readonly #activations = new Map<string, Activation>();
  readonly #cancelling = new Set<string>();
  #choices = 0;
  #now = 0;

  constructor(graph: ReferenceGraph, script: Script, fate: Fate) {
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
    const commands = decide(this.#state, this.#fate.control(turn));
    this.#expectCancelled(commands);
    const late = new Set(
      commands.flatMap((command) =>
        command.type === 'cancelNode' && this.#fate.delaysCancel(command.path, turn) ? [command.path] : [],
      ),
    );
    const due = commands.filter((command) => !(command.type === 'cancelNode' && late.has(command.path)));
    if (due.length > 0) this.#performAll(due);
    else if (!this.#endOne(late)) this.#performAll(commands);
  }

  /** D3: what is to be cancelled stays so until it is closed. */
  #expectCancelled(commands: readonly Command[]): void {
    const paths = commands.flatMap((command) => (command.type === 'cancelNode' ? [command.path] : []));
    for (const path of this.#cancelling) {
      if (this.#state.open.has(path) && !paths.includes(path)) {
        throw new Error(`the cancellation of ${path} was taken back`);
      }
    }
    for (const path of paths) this.#cancelling.add(path);
  }

  /** A worker that dies leaves the rest undone. */
  #performAll(commands: readonly Command[]): void {
    if (commands.length === 0) {
      throw new Error('nothing is running and nothing can be done: the execution hangs');
    }
    for (const command of this.#fate.arrange(commands, this.#events.length)) {
      this.#perform(command);
      if (this.#crashed()) return;
    }
  }

  #perform(command: Command): void {
    const at = this.#tick();
    switch (command.type) {
      case 'startNode':
        this.#start(factOf(command), at);
        return;
      case 'skipNode':
        this.#append([{ at, type: 'NodeSkipped', ...factOf(command) }]);
        return;
      case 'cancelNode':
        this.#append([{ at, type: 'NodeCancelled', ...factOf(command) }]);
        return;
      case 'failNode':
        this.#conclude(factOf(command), { status: 'failed', error: command.error });
        return;
      case 'startIteration': {
        const { nodeId, path, iteration } = command;
        this.#append([{ at, type: 'LoopIterationStarted', nodeId, path, iteration }]);
        return;
      }
      case 'completeExecution':
        this.#append([{ at, type: 'ExecutionCompleted', output: null }]);
        return;
      case 'failExecution': {
        const { error, nodeId, path } = command;
        this.#append([{ at, type: 'ExecutionFailed', error, nodeId, path }]);
        return;
      }
      case 'cancelExecution':
        this.#append([{ at, type: 'ExecutionCancelled' }]);
    }
  }

  #start(fact: NodeFact, at: number): void {
    const node = this.#plan.topology.indexOf.get(fact.nodeId) ?? -1;
    if (this.#plan.nodes[node]?.pure) {
      this.#conclude(fact, this.#outcomeOf(fact.path, fact.attempt));
      return;
    }
    this.#append([{ at, type: 'NodeStarted', ...fact }]);
    if (this.#fate.suspends(fact.path, fact.attempt)) {
      this.#conclude(fact, { status: 'suspended', until: at + 1000 });
    }
  }

  /** @returns false when nothing open may end by itself */
  #endOne(excluded: ReadonlySet<string>): boolean {
    const open = [...this.#state.open.values()]
      .filter(({ path }) => !excluded.has(path))
      .sort((left, right) => (left.path < right.path ? -1 : 1));
    if (open.length === 0) return false;
    if (open.every(({ status }) => status === 'suspended' || status === 'retrying')) this.#park();
    const chosen = open[this.#script.choose(open.length, this.#choices)];
    if (!chosen) throw new Error('the script chose an activation that is not there');
    this.#choices += 1;
    const fact = this.#wake(chosen);
    const tries = this.#state.open.get(fact.path)?.tries ?? 0;
    this.#spend(fact);
    this.#conclude(fact, this.#outcomeOf(fact.path, tries));
    this.#retry(fact);
    this.#crashed();
    return true;
  }

  #retry({ nodeId, path, attempt }: NodeFact): void {
    const { status } = this.#state.open.get(path) ?? {};
    if (status !== 'retrying' || this.#fate.delaysRetry(path, attempt)) return;
    this.#append([{ at: this.#tick(), type: 'NodeStarted', nodeId, path, attempt: attempt + 1 }]);
  }

  /** The attempt that ends: a wait is over first, a retry is started first. */
  #wake({ node, path, attempt, status }: OpenActivation): NodeFact {
    const nodeId = this.#plan.topology.nodes[node]?.id ?? '';
    const at = this.#tick();
    if (status === 'suspended') {
      this.#append([{ at, type: 'NodeResumed', nodeId, path, attempt }]);
      return { nodeId, path, attempt };
    }
    if (status !== 'retrying') return { nodeId, path, attempt };
    this.#append([{ at, type: 'NodeStarted', nodeId, path, attempt: attempt + 1 }]);
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
    this.#append([{ at: this.#tick(), type: 'UsageRecorded', provider: 'p', model: 'm', usage, ...fact }]);
  }

  #outcomeOf(path: string, tries: number): Outcome {
    const scripted = this.#script.outcome(path, tries);
    if (scripted.status === 'failed') {
      const { retryable } = scripted;
      return { status: 'failed', error: { code: 'node/failed', message: 'scripted', retryable } };
    }
    return {
      status: 'completed',
      port: scripted.port,
      output: path,
      variables: [
        { operation: 'increment', name: 'completed', value: 1 },
        { operation: 'append', name: 'paths', value: path },
      ],
      messages: [{ role: 'assistant', content: path }],
      ...(this.#fate.terminates(path) ? { terminate: true } : {}),
    };
  }

  #conclude(fact: NodeFact, outcome: Outcome): void {
    const events = conclude(this.#state, fact, outcome, {
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
    const tries = this.#state.open.get(event.path)?.tries;
    const activation = closedBy(this.#plan, event, tries);
    if (activation === null) return;
    if (this.#activations.has(event.path)) throw new Error(`${event.path} ended twice`);
    this.#activations.set(event.path, activation);
  }

  /** If the worker dies now, the next one has the log, as it was stored, and nothing else. */
  #crashed(): boolean {
    if (isTerminal(this.#state.status) || !this.#fate.crashes(this.#events.length)) return false;
    const log: readonly ExecutionEvent[] = JSON.parse(JSON.stringify(this.#events));
    this.#state = log.reduce(evolve, initialState(this.#plan));
    this.#append([{ at: this.#tick(), type: 'ExecutionRecovered' }]);
    for (const { node, path, attempt, status } of this.#state.open.values()) {
      const nodeId = this.#plan.topology.nodes[node]?.id ?? '';
      if (status !== 'running') continue;
      this.#append([{ at: this.#tick(), type: 'NodeSuperseded', nodeId, path, attempt }]);
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
