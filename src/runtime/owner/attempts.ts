/**
 * The attempts of one execution that are under way: prepared while the scheduler decides, launched together, heard
 * while they last.
 *
 * T1  An attempt starts only when everything before its `NodeStarted`, and that itself, is durable.
 * T2  What an attempt says after it was left behind is not heard.
 */
import type { ExecutionEvent, NodeFact, Outcome } from '../../engine/index.ts';
import { storable } from '../../kernel/index.ts';
import type { CompiledWorkflow, EffectfulBehaviour } from '../../nodes/index.ts';
import type { Rider } from '../append/execution-writer.ts';
import type { ExecutionRecord } from '../execution-record.ts';
import { Attempt } from './attempt.ts';
import { AttemptSecrets, type DeltaType } from './attempt-secrets.ts';
import { AttemptWorld } from './attempt-world.ts';
import { CostBudget } from './cost-budget.ts';
import type { Inbox } from './inbox.ts';
import type { Journal } from './journal.ts';
import { isLargeOutcome } from './large-outcome.ts';
import type { OwnerServices } from './owner-services.ts';
import { Silence } from './silence.ts';
import type { VisitedNodes } from './visited-nodes.ts';

interface AttemptsParts {
  readonly record: ExecutionRecord;
  readonly workflow: CompiledWorkflow;
  readonly journal: Journal;
  readonly services: OwnerServices;
  readonly inbox: Inbox;
  readonly nodes: VisitedNodes;
  append(events: readonly ExecutionEvent[], rider?: Rider): void;
  /** An attempt has used something. */
  onUsage(): void;
  /** It was not cancelled: this is what came of it. */
  onEnded(fact: NodeFact, outcome: Outcome): void;
  /** Tells the server's log, and gives what to tell the client. */
  onUnexpected(fact: NodeFact, cause: unknown): Outcome;
}

export class Attempts {
  readonly #parts: AttemptsParts;
  readonly #budget: CostBudget | null;
  readonly #byPath = new Map<string, Attempt>();
  #prepared: Attempt[] = [];

  constructor(parts: AttemptsParts) {
    this.#parts = parts;
    const { record, workflow, journal } = parts;
    const maxCostUsd = record.limits.maxCostUsd ?? workflow.graph.limits.maxCostUsd;
    this.#budget =
      maxCostUsd === undefined ? null : new CostBudget(maxCostUsd, () => journal.state.chargedMicroUsd);
  }

  get isEmpty(): boolean {
    return this.#byPath.size === 0;
  }

  /** Aborts them all. Nothing comes of them any more, but what they have used is still heard. */
  interrupt(): void {
    for (const attempt of this.#byPath.values()) attempt.abort('lost');
  }

  /** Nothing more is heard of them. */
  abandon(): void {
    this.interrupt();
    this.#byPath.clear();
    this.#prepared = [];
  }

  /** Its `NodeStarted` rides in the commit of what it waited for; it runs once that is durable (T1). */
  prepare(fact: NodeFact, behaviour: EffectfulBehaviour): void {
    const { record, services, journal, nodes } = this.#parts;
    const { clock } = services;
    const secrets = new AttemptSecrets(services.secrets, record.ownerId);
    const activation = nodes.activationOf(fact);
    const node = nodes.nodeOf(fact);
    const limitMs = node?.idleTimeoutMs;
    const silence = limitMs === undefined ? null : new Silence({ limitMs, clock });
    this.#parts.append([{ at: journal.now(), type: 'NodeStarted', ...fact }]);
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
        record,
        services,
        secrets,
        silence,
        budget: this.#budget,
        append: (events, rider) => this.#append(attempt, events, rider),
        durable: () => this.#durable(attempt, journal.flush()),
        written: () => this.#durable(attempt, journal.room()),
        delta: (type, text) => this.#delta(attempt, type, text),
        now: () => journal.now(),
        signal: () => attempt.signal,
      }),
      onUnexpected: (cause) => this.#parts.onUnexpected(fact, secrets.cause(cause)),
    });
    this.#byPath.set(fact.path, attempt);
    this.#prepared.push(attempt);
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

  /** @returns true where it runs and will say itself that it was cancelled; else it is as if it had never begun */
  cancel(path: string): boolean {
    const attempt = this.#byPath.get(path);
    if (attempt && !this.#prepared.includes(attempt)) {
      attempt.abort('cancelled');
      return true;
    }
    this.#byPath.delete(path);
    return false;
  }

  #isHeard(attempt: Attempt): boolean {
    return this.#byPath.get(attempt.fact.path) === attempt;
  }

  #append(attempt: Attempt, events: readonly ExecutionEvent[], rider?: Rider): void {
    if (!this.#isHeard(attempt)) return;
    attempt.heard();
    this.#parts.append(events, rider);
    this.#parts.journal.soon();
    this.#parts.onUsage();
  }

  async #durable(attempt: Attempt, commit: Promise<boolean> | null): Promise<void> {
    try {
      await commit;
    } catch (cause) {
      this.#parts.inbox.fail(cause);
      attempt.abort('lost');
    }
  }

  #delta(attempt: Attempt, type: DeltaType, text: string): void {
    if (text === '' || !this.#isHeard(attempt)) return;
    attempt.heard();
    if (type === 'TextDelta') attempt.text.add(text);
    this.#parts.journal.delta(type, attempt.fact, text);
  }

  #launch(attempt: Attempt): void {
    if (!this.#isHeard(attempt)) return;
    void attempt
      .run()
      .then((outcome) => this.#parts.inbox.put(() => this.#ended(attempt, attempt.secrets.outcome(outcome))));
  }

  /** What is large goes ahead: the commit that it shares with other executions would keep them waiting. */
  #ended(attempt: Attempt, outcome: Outcome): void {
    if (attempt.cause !== null || !isLargeOutcome(outcome)) {
      this.#finish(attempt, outcome);
      return;
    }
    const { inbox, record, services } = this.#parts;
    const kept = storable(outcome);
    void services.blobs
      .sendAhead(record.id, kept.output, record)
      .then(() => inbox.put(() => this.#finish(attempt, kept)));
  }

  #finish(attempt: Attempt, outcome: Outcome): void {
    if (!this.#isHeard(attempt) || attempt.cause === 'lost') return;
    for (const type of ['TextDelta', 'ReasoningDelta'] as const) {
      this.#delta(attempt, type, attempt.secrets.rest(type));
    }
    this.#byPath.delete(attempt.fact.path);
    const said = attempt.text.toString();
    const text = said === '' ? {} : { text: said };
    if (attempt.cause === 'cancelled') {
      const at = this.#parts.journal.now();
      this.#parts.append([{ at, type: 'NodeCancelled', ...attempt.fact, ...text }]);
    } else {
      this.#parts.onEnded(attempt.fact, outcome.status === 'failed' ? { ...outcome, ...text } : outcome);
    }
  }
}
