/**
 * Performs what the scheduler asks of nodes and of what runs inside them: it visits pure ones, runs attempts of the
 * others, and says in events how each ended. It decides nothing and knows nothing of the execution's own end.
 *
 * N1  An attempt starts only when everything before its `NodeStarted`, and that itself, is durable.
 * N2  What an attempt says after it was left behind is not heard.
 * N3  What is too large to be kept fails the node, or the scope, that gave it, and nothing else.
 */
import {
  activeTime,
  type Command,
  conclude,
  type ExecutionEvent,
  type ExecutionState,
  type Expired,
  indexOfNode,
  isEnding,
  type NodeError,
  type NodeFact,
  nodeIdOf,
  type OpenActivation,
  type Outcome,
  openActivations,
  resultsIn,
  type ScopeInput,
  scopeAt,
} from '../../engine/index.ts';
import type { WorkflowNode } from '../../graph/index.ts';
import { err, ok, type Result, storable } from '../../kernel/index.ts';
import {
  type CompiledWorkflow,
  type EffectfulBehaviour,
  type NodeBehaviour,
  type ScopedBehaviour,
  type WaitEnding,
  workflowOf,
} from '../../nodes/index.ts';
import { noRider, type Rider } from '../append/execution-writer.ts';
import type { ExecutionRecord } from '../execution-record.ts';
import type { TimerRequest } from '../ports/event-log.ts';
import { Attempt } from './attempt.ts';
import { AttemptSecrets, type DeltaType } from './attempt-secrets.ts';
import { AttemptWorld } from './attempt-world.ts';
import { CostBudget } from './cost-budget.ts';
import { executionOutput } from './execution-output.ts';
import type { Inbox } from './inbox.ts';
import type { Journal } from './journal.ts';
import { isLarge } from './large-outcome.ts';
import { NodeActivation } from './node-activation.ts';
import { executionFacts, nodeValues } from './node-values.ts';
import type { OwnerServices } from './owner-services.ts';
import { ScopeDeadlines } from './scope-deadlines.ts';
import { Silence } from './silence.ts';

export interface NodeRunnerParts {
  readonly record: ExecutionRecord;
  readonly workflow: CompiledWorkflow;
  readonly journal: Journal;
  readonly services: OwnerServices;
  /** Where what has happened waits for its turn. */
  readonly inbox: Inbox;
  append(events: readonly ExecutionEvent[], rider?: Rider): void;
  /** A visit has ended, or waits. */
  onConcluded(events: readonly ExecutionEvent[]): void;
  /** An attempt has used something. */
  onUsage(): void;
}

type FailedOutcome = Extract<Outcome, { status: 'failed' }>;

export class NodeRunner {
  readonly #parts: NodeRunnerParts;
  readonly #attempts = new Map<string, Attempt>();
  readonly #deadlines: ScopeDeadlines;
  readonly #budget: CostBudget | null;
  #prepared: Attempt[] = [];

  constructor(parts: NodeRunnerParts) {
    this.#parts = parts;
    const { record, workflow, journal } = parts;
    const maxCostUsd = record.limits.maxCostUsd ?? workflow.graph.limits.maxCostUsd;
    this.#budget =
      maxCostUsd === undefined ? null : new CostBudget(maxCostUsd, () => journal.state.chargedMicroUsd);
    this.#deadlines = new ScopeDeadlines(parts.services.clock, (expire) => parts.inbox.put(expire));
  }

  /** Those that run scopes and have taken too long. */
  get expired(): Expired {
    return this.#deadlines.expired;
  }

  /** Whether an attempt is under way. */
  get isBusy(): boolean {
    return this.#attempts.size > 0;
  }

  /** Goes on keeping the time of what other processes have begun. */
  takeOver(): void {
    this.#armScopes(openActivations(this.#parts.journal.state));
  }

  /** Nothing more is heard of what runs. */
  abandon(): void {
    this.#deadlines.close();
    for (const attempt of this.#attempts.values()) attempt.abort('lost');
    this.#attempts.clear();
    this.#prepared = [];
  }

  start(fact: NodeFact): void {
    const behaviour = this.#behaviour(fact);
    if (!behaviour.pure) this.#prepare(fact, behaviour);
    else if ('open' in behaviour) this.#openScopes(fact, behaviour);
    else
      this.conclude(
        fact,
        this.#guarded(fact, () => behaviour.run(this.#activation(fact))),
      );
  }

  #openScopes(fact: NodeFact, behaviour: ScopedBehaviour): void {
    let scopes: readonly ScopeInput[] = [];
    const outcome = this.#guarded(fact, () => {
      const opened = behaviour.open(this.#activation(fact));
      if (!opened.ok) return { status: 'failed' as const, error: opened.error };
      const error = this.#refusalOf(fact, opened.value);
      if (error !== null) return { status: 'failed' as const, error };
      scopes = storable(opened.value);
      return null;
    });
    this.#parts.append([{ at: this.#parts.journal.now(), type: 'NodeStarted', ...fact, scopes }]);
    if (outcome !== null) this.conclude(fact, outcome);
    else this.#armScopes([this.#scopeAt(fact.path).open.get(fact.path)]);
  }

  /** What it runs has ended, or has failed it. */
  close(fact: NodeFact): void {
    const nested = this.#scopeAt(fact.path).open.get(fact.path)?.nested;
    const behaviour = this.#behaviour(fact);
    if (!nested || !('open' in behaviour)) throw new RangeError(`node "${fact.nodeId}" runs no scopes`);
    const { failure } = nested;
    const outcome =
      failure === null
        ? this.#guarded(fact, () => behaviour.close(this.#activation(fact), resultsIn(nested.results)))
        : ({ status: 'failed', error: failure } as const);
    this.conclude(fact, outcome);
  }

  completeScope({ nodeId, path }: Extract<Command, { type: 'completeScope' }>): void {
    const at = this.#parts.journal.now();
    const scope = this.#scopeAt(`${path}/`);
    const output = storable(
      executionOutput(this.#workflowOf(scope), scope, executionFacts(this.#parts.record, at)),
    );
    const error = this.#refusalOf({ nodeId }, output);
    if (error === null) this.#parts.append([{ at, type: 'ScopeCompleted', nodeId, path, output }]);
    else this.#parts.append([{ at, type: 'ScopeFailed', nodeId, path, error }]);
  }

  /** Keeps the time of activations that run scopes, whoever began them. */
  #armScopes(activations: Iterable<OpenActivation | undefined>): void {
    const { state } = this.#parts.journal;
    const active = activeTime(state, this.#parts.journal.now());
    for (const activation of activations) {
      if (!activation?.nested) continue;
      const fact = { nodeId: nodeIdOf(activation.path), path: activation.path };
      const timeoutMs = this.#nodeOf(fact)?.timeoutMs;
      if (timeoutMs !== undefined) this.#deadlines.arm(fact, timeoutMs, active - activation.activeBefore);
    }
  }

  /** Its `NodeStarted` rides in the commit of what it waited for; it runs once that is durable (N1). */
  #prepare(fact: NodeFact, behaviour: EffectfulBehaviour): void {
    const { clock, secrets: reader } = this.#parts.services;
    const secrets = new AttemptSecrets(reader, this.#parts.record.ownerId);
    const activation = this.#activation(fact);
    const node = this.#nodeOf(fact);
    const limitMs = node?.idleTimeoutMs ?? behaviour.idleTimeoutMs;
    const silence = limitMs === undefined ? null : new Silence({ limitMs, clock });
    this.#parts.append([{ at: this.#parts.journal.now(), type: 'NodeStarted', ...fact }]);
    const attempt: Attempt = new Attempt({
      fact,
      behaviour,
      activation,
      timeoutMs: node?.timeoutMs,
      silence,
      clock,
      secrets,
      world: new AttemptWorld({
        fact,
        record: this.#parts.record,
        services: this.#parts.services,
        secrets,
        silence,
        budget: this.#budget,
        append: (events, rider) => this.#appendOf(attempt, events, rider),
        durable: () => this.#durable(attempt),
        delta: (type, text) => this.#deltaOf(attempt, type, text),
        now: () => this.#parts.journal.now(),
        signal: () => attempt.signal,
      }),
      onUnexpected: (cause) => this.#report(fact, secrets.cause(cause)),
    });
    this.#attempts.set(fact.path, attempt);
    this.#prepared.push(attempt);
  }

  /** What is said after the attempt was left behind is not heard (N2). */
  #appendOf(attempt: Attempt, events: readonly ExecutionEvent[], rider?: Rider): void {
    if (this.#attempts.get(attempt.fact.path) !== attempt) return;
    attempt.heard();
    this.#parts.append(events, rider);
    this.#parts.journal.soon();
    this.#parts.onUsage();
  }

  async #durable(attempt: Attempt): Promise<void> {
    try {
      await this.#parts.journal.flush();
    } catch (cause) {
      this.#parts.inbox.fail(cause);
      attempt.abort('lost');
    }
  }

  #deltaOf(attempt: Attempt, type: DeltaType, text: string): void {
    if (text === '' || this.#attempts.get(attempt.fact.path) !== attempt) return;
    attempt.heard();
    if (type === 'TextDelta') attempt.text += text;
    this.#parts.journal.delta(type, attempt.fact, text);
  }

  /** Commits what is prepared, and lets it run then. Never rejects: the inbox tells of a failure. */
  async launchPrepared(): Promise<void> {
    const prepared = this.#prepared;
    this.#prepared = [];
    try {
      await this.#parts.journal.flush();
    } catch (cause) {
      this.#parts.inbox.fail(cause);
      return;
    }
    for (const attempt of prepared) this.#launch(attempt);
  }

  #launch(attempt: Attempt): void {
    if (this.#attempts.get(attempt.fact.path) !== attempt) return;
    void attempt
      .run()
      .then((outcome) => this.#parts.inbox.put(() => this.#ended(attempt, attempt.secrets.outcome(outcome))));
  }

  /** What is large goes ahead: the commit that it shares with other executions would keep them waiting. */
  #ended(attempt: Attempt, outcome: Outcome): void {
    if (attempt.cause !== null || !isLarge(outcome)) {
      this.#finish(attempt, outcome);
      return;
    }
    const { inbox, record, services } = this.#parts;
    const kept = storable(outcome);
    void services.blobs
      .sendAhead(record.ownerId, kept.output, record)
      .then(() => inbox.put(() => this.#finish(attempt, kept)));
  }

  #finish(attempt: Attempt, outcome: Outcome): void {
    if (this.#attempts.get(attempt.fact.path) !== attempt) return;
    for (const type of ['TextDelta', 'ReasoningDelta'] as const) {
      this.#deltaOf(attempt, type, attempt.secrets.rest(type));
    }
    this.#attempts.delete(attempt.fact.path);
    const text = attempt.text === '' ? {} : { text: attempt.text };
    if (attempt.cause === 'cancelled') {
      this.#parts.append([
        { at: this.#parts.journal.now(), type: 'NodeCancelled', ...attempt.fact, ...text },
      ]);
    } else this.conclude(attempt.fact, outcome.status === 'failed' ? { ...outcome, ...text } : outcome);
  }

  cancel(fact: NodeFact): void {
    const attempt = this.#attempts.get(fact.path);
    if (attempt && !this.#prepared.includes(attempt)) {
      attempt.abort('cancelled');
      return;
    }
    this.#attempts.delete(fact.path);
    this.#deadlines.disarm(fact.path);
    this.#parts.append([{ at: this.#parts.journal.now(), type: 'NodeCancelled', ...fact }]);
  }

  conclude(fact: NodeFact, outcome: Outcome): void {
    const at = this.#parts.journal.now();
    const scope = this.#scopeAt(fact.path);
    const { conditions } = this.#workflowOf(scope);
    const events = conclude(scope, fact, this.#keepable(fact, storable(outcome)), {
      at,
      random: this.#parts.services.random(),
      evaluate: (edge, state) => {
        const result = conditions
          .get(edge.id)
          ?.evaluate(nodeValues(state, edge.source, executionFacts(this.#parts.record, at)));
        return asVerdict(result);
      },
    });
    this.#deadlines.disarm(fact.path);
    this.#parts.append(events, timersOf(events));
    this.#parts.onConcluded(events);
  }

  #keepable(fact: NodeFact, outcome: Outcome): Outcome {
    const error = outcome.status === 'completed' ? this.#refusalOf(fact, outcome) : null;
    return error === null ? outcome : { status: 'failed', error };
  }

  #refusalOf({ nodeId }: Pick<NodeFact, 'nodeId'>, value: unknown): NodeError | null {
    const { services, record } = this.#parts;
    const refusal = services.blobs.refusalOf(value, record);
    if (refusal === null) return null;
    return { code: refusal.code, message: `node "${nodeId}": ${refusal.message}`, retryable: false };
  }

  /** Goes on with a visit whose wait is over, unless what is around it comes to its end. */
  resume({ path, attempt, status }: OpenActivation, ending: WaitEnding = { type: 'due' }): void {
    if (isEnding(this.#scopeAt(path))) return;
    const fact = { nodeId: nodeIdOf(path), path, attempt };
    if (status === 'retrying') this.start({ ...fact, attempt: attempt + 1 });
    if (status !== 'suspended') return;
    this.#parts.append([{ at: this.#parts.journal.now(), type: 'NodeResumed', ...fact }]);
    const behaviour = this.#behaviour(fact);
    const resumed = (): Outcome | undefined =>
      behaviour.pure ? undefined : behaviour.resume?.(this.#activation(fact), ending);
    this.conclude(fact, this.#guarded(fact, resumed) ?? { status: 'completed', port: 'out', output: null });
  }

  #guarded<T>(fact: NodeFact, run: () => T): T | FailedOutcome {
    try {
      return run();
    } catch (cause) {
      return this.#report(fact, cause);
    }
  }

  #report({ nodeId, path }: NodeFact, cause: unknown): FailedOutcome {
    this.#parts.services.log.error('a node failed unexpectedly', {
      executionId: this.#parts.record.id,
      path,
      cause,
    });
    const message = `node "${nodeId}" failed unexpectedly: the server's log holds the cause`;
    return { status: 'failed', error: { code: 'internal/unexpected', message, retryable: false } };
  }

  #activation(fact: NodeFact): NodeActivation {
    const execution = executionFacts(this.#parts.record, this.#parts.journal.now());
    return new NodeActivation(this.#scopeAt(fact.path), fact, execution);
  }

  #scopeAt(path: string): ExecutionState {
    return scopeAt(this.#parts.journal.state, path);
  }

  #workflowOf({ plan }: ExecutionState): CompiledWorkflow {
    const workflow = workflowOf(this.#parts.workflow, plan);
    if (workflow === null) throw new RangeError('the workflow has no such nested graph');
    return workflow;
  }

  #behaviour(fact: NodeFact): NodeBehaviour {
    const scope = this.#scopeAt(fact.path);
    const behaviour = this.#workflowOf(scope).behaviours[indexOfNode(scope, fact.nodeId)];
    if (!behaviour) throw new RangeError(`the workflow has no behaviour for node "${fact.nodeId}"`);
    return behaviour;
  }

  #nodeOf({ nodeId, path }: Omit<NodeFact, 'attempt'>): WorkflowNode | undefined {
    const scope = this.#scopeAt(path);
    return this.#workflowOf(scope).graph.nodes[indexOfNode(scope, nodeId)];
  }
}

/** Every wait with an end has a durable timer, committed with the event that began it. */
function timersOf(events: readonly ExecutionEvent[]): Rider {
  const timers = events.flatMap((event): readonly TimerRequest[] => {
    if (event.type !== 'NodeSuspended' && event.type !== 'NodeRetryScheduled') return [];
    const { path, attempt, until } = event;
    return until === null ? [] : [{ path, attempt, at: until }];
  });
  return timers.length === 0 ? noRider : { timers };
}

function asVerdict(
  result: Result<unknown, { readonly code: string; readonly message: string }> | undefined,
): Result<boolean, NodeError> {
  if (result === undefined) return ok(true);
  return result.ok ? ok(result.value === true) : err({ ...result.error, retryable: false });
}
