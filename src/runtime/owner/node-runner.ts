/**
 * Performs what the scheduler asks of nodes and of what runs inside them: it visits pure ones, has the others attempted,
 * and says in events how each ended. It decides nothing and knows nothing of the execution's own end.
 *
 * N1  What is too large to be kept fails the node, or the scope, that gave it, and nothing else.
 */
import {
  activeTime,
  conclude,
  type Decision,
  type ExecutionEvent,
  type Expired,
  isEnding,
  type NodeError,
  type NodeFact,
  nodeIdOf,
  type OpenActivation,
  type Outcome,
  openActivations,
  resultsIn,
  type ScopeInput,
} from '../../engine/index.ts';
import { err, ok, type Result, storable } from '../../kernel/index.ts';
import type { CompiledWorkflow, ScopedBehaviour, WaitEnding } from '../../nodes/index.ts';
import { noRider, type Rider } from '../append/execution-writer.ts';
import type { ExecutionRecord } from '../execution-record.ts';
import type { TimerRequest } from '../ports/event-log.ts';
import { Attempts } from './attempts.ts';
import { executionOutput } from './execution-output.ts';
import type { Inbox } from './inbox.ts';
import type { Journal } from './journal.ts';
import { lostCalls } from './lost-calls.ts';
import { executionFacts, nodeValues } from './node-values.ts';
import type { OwnerServices } from './owner-services.ts';
import { ScopeDeadlines } from './scope-deadlines.ts';
import { VisitedNodes } from './visited-nodes.ts';

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
  readonly #nodes: VisitedNodes;
  readonly #attempts: Attempts;
  readonly #deadlines: ScopeDeadlines;

  constructor(parts: NodeRunnerParts) {
    const { record, workflow, journal, services, inbox } = parts;
    this.#parts = parts;
    this.#nodes = new VisitedNodes(parts);
    this.#attempts = new Attempts({
      record,
      workflow,
      journal,
      services,
      inbox,
      nodes: this.#nodes,
      append: (events, rider) => parts.append(events, rider),
      onUsage: () => parts.onUsage(),
      onEnded: (fact, outcome) => this.conclude(fact, outcome),
      onUnexpected: (fact, cause) => this.#report(fact, cause),
    });
    this.#deadlines = new ScopeDeadlines(services.clock, (expire) => inbox.put(expire));
  }

  /** Those that run scopes and have taken too long. */
  get expired(): Expired {
    return this.#deadlines.expired;
  }

  /** Whether an attempt is under way. */
  get isBusy(): boolean {
    return !this.#attempts.isEmpty;
  }

  /** Goes on keeping the time of what other processes have begun. */
  takeOver(): void {
    this.#armScopes(openActivations(this.#parts.journal.state));
  }

  /** Records the calls of models that died with the process which made them. */
  recordLostCalls(): void {
    const calls = lostCalls({ ...this.#parts, nodes: this.#nodes });
    this.#parts.append(
      calls.map(({ event }) => event),
      { usage: calls.map(({ entry }) => entry) },
    );
  }

  /** Aborts what runs: nothing comes of it any more, but what it has used is still heard. */
  interrupt(): void {
    this.#attempts.interrupt();
  }

  /** Nothing more is heard of what runs. */
  abandon(): void {
    this.#deadlines.close();
    this.#attempts.abandon();
  }

  start(fact: NodeFact): void {
    const behaviour = this.#nodes.behaviourOf(fact);
    if (!behaviour.pure) this.#attempts.prepare(fact, behaviour);
    else if ('open' in behaviour) this.#openScopes(fact, behaviour);
    else
      this.conclude(
        fact,
        this.#guarded(fact, () => behaviour.run(this.#nodes.activationOf(fact))),
      );
  }

  #openScopes(fact: NodeFact, behaviour: ScopedBehaviour): void {
    let scopes: readonly ScopeInput[] = [];
    const outcome = this.#guarded(fact, () => {
      const opened = behaviour.open(this.#nodes.activationOf(fact));
      if (!opened.ok) return { status: 'failed' as const, error: opened.error };
      const error = this.#refusalOf(fact, opened.value);
      if (error !== null) return { status: 'failed' as const, error };
      scopes = storable(opened.value);
      return null;
    });
    this.#parts.append([{ at: this.#parts.journal.now(), type: 'NodeStarted', ...fact, scopes }]);
    if (outcome !== null) this.conclude(fact, outcome);
    else this.#armScopes([this.#nodes.scopeAt(fact.path).open.get(fact.path)]);
  }

  /** What it runs has ended, or has failed it. */
  close(fact: NodeFact): void {
    const nested = this.#nodes.scopeAt(fact.path).open.get(fact.path)?.nested;
    const behaviour = this.#nodes.behaviourOf(fact);
    if (!nested || !('open' in behaviour)) throw new RangeError(`node "${fact.nodeId}" runs no scopes`);
    const { failure } = nested;
    const outcome =
      failure === null
        ? this.#guarded(fact, () =>
            behaviour.close(this.#nodes.activationOf(fact), resultsIn(nested.results)),
          )
        : ({ status: 'failed', error: failure } as const);
    this.conclude(fact, outcome);
  }

  completeScope({ nodeId, path }: Extract<Decision, { type: 'completeScope' }>): void {
    const at = this.#parts.journal.now();
    const scope = this.#nodes.scopeAt(`${path}/`);
    const output = storable(
      executionOutput(this.#nodes.workflowOf(scope), scope, executionFacts(this.#parts.record, at)),
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
      const timeoutMs = this.#nodes.nodeOf(fact)?.timeoutMs;
      if (timeoutMs !== undefined) this.#deadlines.arm(fact, timeoutMs, active - activation.activeBefore);
    }
  }

  /** Commits what is prepared, and lets it run then. Never rejects: the inbox tells of a failure. */
  launchPrepared(): Promise<void> {
    return this.#attempts.launchPrepared();
  }

  cancel(fact: NodeFact): void {
    if (this.#attempts.cancel(fact.path)) return;
    this.#deadlines.disarm(fact.path);
    this.#parts.append([{ at: this.#parts.journal.now(), type: 'NodeCancelled', ...fact }]);
  }

  conclude(fact: NodeFact, outcome: Outcome): void {
    const at = this.#parts.journal.now();
    const scope = this.#nodes.scopeAt(fact.path);
    const { conditions } = this.#nodes.workflowOf(scope);
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
    if (isEnding(this.#nodes.scopeAt(path))) return;
    const fact = { nodeId: nodeIdOf(path), path, attempt };
    if (status === 'retrying') this.start({ ...fact, attempt: attempt + 1 });
    if (status !== 'suspended') return;
    this.#parts.append([{ at: this.#parts.journal.now(), type: 'NodeResumed', ...fact }]);
    const behaviour = this.#nodes.behaviourOf(fact);
    const resumed = (): Outcome | undefined =>
      behaviour.pure ? undefined : behaviour.resume?.(this.#nodes.activationOf(fact), ending);
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
