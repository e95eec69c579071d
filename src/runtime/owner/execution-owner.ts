/**
 * Moves one execution that this process has claimed: decide → perform → append → repeat. Owns its attempts, its
 * timers and its place in the log; decides nothing itself (the engine does) and commits nothing itself (the append
 * pipeline does).
 *
 * O1  An effect starts only when everything it depends on, and its own `NodeStarted`, is durable.
 * O2  Nothing is appended after the terminal event, nor after the place in the log was lost.
 * O3  However it ends, no attempt, timer or listener of it is left.
 * O4  Instant steps are made in bounded bursts: an endless loop of them starves nobody.
 */
import {
  type Command,
  type Control,
  conclude,
  decide,
  type EventOf,
  type ExecutionEvent,
  indexOfNode,
  type NodeError,
  type NodeFact,
  type OpenActivation,
  type Outcome,
} from '../../engine/index.ts';
import { assertNever, err, ok, type Result, storable } from '../../kernel/index.ts';
import type { CompiledWorkflow, EffectfulBehaviour } from '../../nodes/index.ts';
import { noRider, type Rider } from '../append/execution-writer.ts';
import type { TimerRequest } from '../ports/event-log.ts';
import type { CommandQueue, ExecutionCommand, ExecutionRecord } from '../ports/execution-store.ts';
import { activationOf } from './activation.ts';
import { Attempt } from './attempt.ts';
import { createWorld } from './create-world.ts';
import { executionOutput } from './execution-output.ts';
import { Inbox } from './inbox.ts';
import type { Journal } from './journal.ts';
import { nodeValues } from './node-values.ts';
import type { OwnerServices } from './owner-services.ts';
import { supersededEvents } from './takeover.ts';
import { dueActivations, nextWakeAt } from './waiting.ts';

/** A wait shorter than this keeps its owner; a longer one lets go of it. */
const keptWaitMs = 5000;
/** Instant steps between two commits, at most. */
const burstLimit = 200;

/** `ended`: the log has its terminal event. `parked`: it waits without a process. `handedOver`: somebody else goes on. */
export type Release = 'ended' | 'parked' | 'handedOver';

export interface OwnedExecution {
  readonly record: ExecutionRecord;
  readonly workflow: CompiledWorkflow;
  readonly journal: Journal;
  readonly commands: CommandQueue;
  /** An activation has ended. */
  onProgress(): void;
}

type NodeCommand = Extract<Command, { type: 'startNode' }>;

export class ExecutionOwner {
  readonly #record: ExecutionRecord;
  readonly #workflow: CompiledWorkflow;
  readonly #journal: Journal;
  readonly #services: OwnerServices;
  readonly #inbox = new Inbox();
  readonly #attempts = new Map<string, Attempt>();
  #prepared: Attempt[] = [];
  #control: Control = { type: 'run' };
  #release: Release | null = null;
  readonly #firstCommands: CommandQueue;
  readonly #onProgress: () => void;
  #commandsRead = 0;
  readonly #seen = new Set<string>();
  #answered: string[] = [];
  #disarmWake: () => void = () => {};
  #disarmDeadline: () => void = () => {};

  constructor({ record, workflow, journal, commands, onProgress }: OwnedExecution, services: OwnerServices) {
    this.#record = record;
    this.#workflow = workflow;
    this.#journal = journal;
    this.#services = services;
    this.#firstCommands = commands;
    this.#onProgress = onProgress;
  }

  /**
   * Runs until the execution has ended, waits without a process, or `signal` asks for a hand-over.
   * @throws WriterClosedError when the place in the log was lost
   */
  async run(signal: AbortSignal, first: readonly ExecutionEvent[], claim: Rider): Promise<Release> {
    const handOver = (): void => this.#inbox.put(() => this.#handOver());
    signal.addEventListener('abort', handOver);
    try {
      this.#append(first, claim);
      this.#append(supersededEvents(this.#journal));
      this.#read(this.#firstCommands);
      this.#resumeDue();
      this.#armDeadline();
      return await this.#loop();
    } finally {
      signal.removeEventListener('abort', handOver);
      this.#disarmWake();
      this.#disarmDeadline();
      for (const attempt of this.#attempts.values()) attempt.abort('lost');
    }
  }

  /** Commands that have arrived since. */
  deliver(commands: CommandQueue): void {
    this.#inbox.put(() => this.#read(commands));
  }

  /** Ends the execution with this error, as if a limit had been reached. */
  fail(error: NodeError): void {
    if (this.#control.type === 'run') this.#control = { type: 'fail', error };
  }

  async #loop(): Promise<Release> {
    for (;;) {
      const exhausted = this.#advance();
      if (this.#release !== null) {
        await this.#journal.flush();
        return this.#release;
      }
      if (exhausted) await this.#journal.flush();
      else {
        this.#launchPrepared();
        this.#armWake();
        await this.#inbox.take();
      }
    }
  }

  /** @returns true when the burst was cut and there is more to do at once */
  #advance(): boolean {
    for (let burst = 0; burst < burstLimit; burst += 1) {
      const before = this.#journal.state;
      for (const command of decide(before, this.#control)) this.#perform(command);
      if (this.#release !== null) return false;
      if (this.#journal.state === before) {
        this.#parkIfIdle();
        return false;
      }
    }
    return true;
  }

  #perform(command: Command): void {
    const at = this.#journal.now();
    switch (command.type) {
      case 'startNode':
        this.#startNode(command);
        break;
      case 'failNode':
        this.#conclude(factOf(command), { status: 'failed', error: command.error });
        break;
      case 'skipNode':
        this.#append([{ at, type: 'NodeSkipped', ...factOf(command) }]);
        break;
      case 'cancelNode':
        this.#cancelNode(factOf(command));
        break;
      case 'startIteration': {
        const { nodeId, path, iteration } = command;
        this.#append([{ at, type: 'LoopIterationStarted', nodeId, path, iteration }]);
        break;
      }
      case 'completeExecution':
      case 'failExecution':
      case 'cancelExecution':
        this.#end(command);
        break;
      default:
        assertNever(command);
    }
  }

  #startNode(command: NodeCommand): void {
    const fact = factOf(command);
    const behaviour = this.#workflow.behaviours[this.#indexOf(fact)];
    if (!behaviour) throw new RangeError(`the workflow has no behaviour for node "${fact.nodeId}"`);
    if (behaviour.pure)
      this.#conclude(
        fact,
        this.#guarded(fact, () => behaviour.run(this.#activation(fact))),
      );
    else this.#prepare(fact, behaviour);
  }

  /** Its `NodeStarted` rides in the commit of what it waited for; it runs once that is durable (O1). */
  #prepare(fact: NodeFact, behaviour: EffectfulBehaviour): void {
    const { clock } = this.#services;
    const activation = this.#activation(fact);
    this.#append([{ at: this.#journal.now(), type: 'NodeStarted', ...fact }]);
    const node = this.#workflow.graph.nodes[this.#indexOf(fact)];
    const attempt: Attempt = new Attempt({
      fact,
      behaviour,
      activation,
      timeoutMs: node?.timeoutMs,
      clock,
      world: createWorld({
        fact,
        record: this.#record,
        services: this.#services,
        append: (events, rider) => this.#appendOf(attempt, events, rider),
        delta: (type, text) => {
          if (this.#attempts.get(fact.path) !== attempt) return;
          if (type === 'TextDelta') attempt.text += text;
          this.#journal.delta(type, fact, text);
        },
        now: () => this.#journal.now(),
        signal: () => attempt.signal,
      }),
      onUnexpected: (cause) => this.#report(fact, cause),
    });
    this.#attempts.set(fact.path, attempt);
    this.#prepared.push(attempt);
  }

  /** What a behaviour says after it was left behind is not heard. */
  #appendOf(attempt: Attempt, events: readonly ExecutionEvent[], rider?: Rider): void {
    if (this.#attempts.get(attempt.fact.path) !== attempt) return;
    this.#append(events, rider);
    this.#journal.soon();
    this.#checkTokens();
  }

  #launchPrepared(): void {
    const prepared = this.#prepared;
    this.#prepared = [];
    const durable = this.#journal.flush();
    if (durable === null) return;
    durable.then(
      () => {
        for (const attempt of prepared) this.#launch(attempt);
      },
      (cause: unknown) => this.#inbox.fail(cause),
    );
  }

  #launch(attempt: Attempt): void {
    if (this.#attempts.get(attempt.fact.path) !== attempt) return;
    void attempt.run().then((outcome) => this.#inbox.put(() => this.#finish(attempt, outcome)));
  }

  #finish(attempt: Attempt, outcome: Outcome): void {
    if (this.#attempts.get(attempt.fact.path) !== attempt) return;
    this.#attempts.delete(attempt.fact.path);
    const text = attempt.text === '' ? {} : { text: attempt.text };
    if (attempt.cause === 'cancelled') {
      this.#append([{ at: this.#journal.now(), type: 'NodeCancelled', ...attempt.fact, ...text }]);
    } else this.#conclude(attempt.fact, outcome.status === 'failed' ? { ...outcome, ...text } : outcome);
  }

  #cancelNode(fact: NodeFact): void {
    const attempt = this.#attempts.get(fact.path);
    if (attempt && !this.#prepared.includes(attempt)) {
      attempt.abort('cancelled');
      return;
    }
    this.#attempts.delete(fact.path);
    this.#append([{ at: this.#journal.now(), type: 'NodeCancelled', ...fact }]);
  }

  #conclude(fact: NodeFact, outcome: Outcome): void {
    const at = this.#journal.now();
    const events = conclude(this.#journal.state, fact, storable(outcome), {
      at,
      random: this.#services.random(),
      evaluate: (edge, state) => {
        const condition = this.#workflow.conditions.get(edge.id);
        const result = condition?.evaluate(nodeValues(state, edge.source, { id: this.#record.id, now: at }));
        return asVerdict(result);
      },
    });
    this.#append(events, timersOf(events));
    this.#onProgress();
    if (this.#record.debug) this.#debugVariables(events);
  }

  #debugVariables(events: readonly ExecutionEvent[]): void {
    const changed = events.some((event) => event.type === 'NodeCompleted' && event.variables?.length);
    if (!changed) return;
    const { variables } = this.#journal.state;
    const at = this.#journal.now();
    this.#append([{ at, type: 'LogWritten', level: 'debug', message: 'variables', data: variables }]);
  }

  #end(command: Extract<Command, { type: `${string}Execution` }>): void {
    const at = this.#journal.now();
    const event = this.#terminalEvent(command, at);
    const { usage } = this.#journal.state;
    const end = {
      status: statusOf(event),
      at,
      output: event.type === 'ExecutionCompleted' ? event.output : null,
      error:
        event.type === 'ExecutionFailed' ? { ...event.error, nodeId: event.nodeId, path: event.path } : null,
      usage,
    };
    this.#append([event], { end });
    this.#release = 'ended';
  }

  #terminalEvent(command: Extract<Command, { type: `${string}Execution` }>, at: number): TerminalEvent {
    switch (command.type) {
      case 'completeExecution': {
        const facts = { id: this.#record.id, now: at };
        const output = storable(executionOutput(this.#workflow, this.#journal.state, facts));
        return { at, type: 'ExecutionCompleted', output };
      }
      case 'failExecution': {
        const { error, nodeId, path } = command;
        return { at, type: 'ExecutionFailed', error, nodeId, path };
      }
      case 'cancelExecution':
        return { at, type: 'ExecutionCancelled' };
    }
  }

  #read({ count, unread }: CommandQueue): void {
    this.#commandsRead = Math.max(this.#commandsRead, count);
    for (const command of unread.filter(({ id }) => !this.#seen.has(id))) {
      this.#seen.add(command.id);
      this.#answered.push(command.id);
      this.#obey(command);
    }
  }

  #obey(command: ExecutionCommand): void {
    if (command.type === 'cancel') {
      this.#control = { type: 'cancel' };
      return;
    }
    const waiting = this.#journal.state.open.get(command.path);
    if (waiting?.attempt === command.attempt && waiting.until !== null) this.#resume(waiting);
  }

  #resumeDue(): void {
    if (this.#control.type !== 'run' || this.#journal.state.failure !== null) return;
    for (const activation of dueActivations(this.#journal)) this.#resume(activation);
  }

  #resume({ node, path, attempt, status }: OpenActivation): void {
    const nodeId = this.#workflow.graph.nodes[node]?.id ?? '';
    if (status === 'retrying') {
      this.#startNode({ type: 'startNode', nodeId, path, attempt: attempt + 1 });
    } else if (status === 'suspended') {
      const fact = { nodeId, path, attempt };
      this.#append([{ at: this.#journal.now(), type: 'NodeResumed', ...fact }]);
      this.#conclude(fact, { status: 'completed', port: 'out', output: null });
    }
  }

  #armWake(): void {
    this.#disarmWake();
    const at = nextWakeAt(this.#journal.state);
    if (at === null) return;
    const delay = Math.max(0, at - this.#services.clock.now());
    this.#disarmWake = this.#services.clock.after(delay, () => this.#inbox.put(() => this.#resumeDue()));
  }

  #armDeadline(): void {
    const { activeMs, activeSince } = this.#journal.state;
    const timeoutMs = this.#record.limits.timeoutMs ?? this.#workflow.graph.limits.timeoutMs;
    const spent = activeMs + (activeSince === null ? 0 : this.#journal.now() - activeSince);
    const message = `the execution was not done after ${timeoutMs} ms (limits.timeoutMs)`;
    this.#disarmDeadline = this.#services.clock.after(Math.max(0, timeoutMs - spent), () =>
      this.#inbox.put(() => this.fail({ code: 'limit/timeout', message, retryable: false })),
    );
  }

  #checkTokens(): void {
    const limit = this.#record.limits.maxTokens ?? this.#workflow.graph.limits.maxTokens;
    const used = this.#journal.state.usage.totalTokens;
    if (limit === undefined || used === null || used <= limit) return;
    const message = `the execution has used ${used} tokens: the limit is ${limit} (limits.maxTokens)`;
    this.#inbox.put(() => this.fail({ code: 'limit/tokens', message, retryable: false }));
  }

  /** Nothing runs and every wait is long: the execution needs no process. */
  #parkIfIdle(): void {
    const { open, status } = this.#journal.state;
    if (status !== 'running' || this.#attempts.size > 0 || open.size === 0) return;
    const until = nextWakeAt(this.#journal.state);
    if (until !== null && until - this.#services.clock.now() < keptWaitMs) return;
    const event: ExecutionEvent = { at: this.#journal.now(), type: 'ExecutionSuspended', until };
    this.#append([event], { park: { commands: this.#commandsRead } });
    this.#release = 'parked';
  }

  /** What runs is aborted and announced as void; whoever claims next goes on at once. */
  #handOver(): void {
    if (this.#release !== null) return;
    for (const attempt of this.#attempts.values()) attempt.abort('lost');
    this.#attempts.clear();
    this.#prepared = [];
    const message = 'the worker was stopped and hands the execution over';
    const at = this.#journal.now();
    const log: ExecutionEvent = { at, type: 'LogWritten', level: 'info', message };
    this.#append([...supersededEvents(this.#journal), log], { handOver: true });
    this.#release = 'handedOver';
  }

  #append(events: readonly ExecutionEvent[], rider: Rider = noRider): void {
    if (this.#release !== null || events.length === 0) return;
    if (this.#answered.length === 0) {
      this.#journal.append(events, rider);
      return;
    }
    const commands = this.#answered;
    this.#answered = [];
    this.#journal.append(events, { ...rider, commands });
  }

  #guarded(fact: NodeFact, run: () => Outcome): Outcome {
    try {
      return run();
    } catch (cause) {
      return this.#report(fact, cause);
    }
  }

  #report({ nodeId, path }: NodeFact, cause: unknown): Outcome {
    this.#services.log.error('a node failed unexpectedly', { executionId: this.#record.id, path, cause });
    const message = `node "${nodeId}" failed unexpectedly: the server's log holds the cause`;
    return { status: 'failed', error: { code: 'internal/unexpected', message, retryable: false } };
  }

  #activation(fact: NodeFact) {
    const execution = { id: this.#record.id, now: this.#journal.now() };
    return activationOf(this.#journal.state, fact, execution);
  }

  #indexOf(fact: NodeFact): number {
    return indexOfNode(this.#journal.state, fact.nodeId);
  }
}

type TerminalEvent = { readonly at: number } & (
  | EventOf<'ExecutionCompleted'>
  | EventOf<'ExecutionFailed'>
  | EventOf<'ExecutionCancelled'>
);

function statusOf(event: TerminalEvent): 'completed' | 'failed' | 'cancelled' {
  if (event.type === 'ExecutionCompleted') return 'completed';
  return event.type === 'ExecutionFailed' ? 'failed' : 'cancelled';
}

function factOf({ nodeId, path, attempt }: NodeFact): NodeFact {
  return { nodeId, path, attempt };
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
