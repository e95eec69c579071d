/**
 * Moves one execution that this process has claimed: decide → perform → append → repeat. Owns its timers, its
 * commands and its place in the log; decides nothing itself (the engine does), visits no node itself (the runner does)
 * and commits nothing itself (the append pipeline does).
 *
 * O1  An effect starts only when everything it depends on, and its own `NodeStarted`, is durable.
 * O2  Nothing is appended after the terminal event, nor after the place in the log was lost.
 * O3  However it ends, no attempt, timer or listener of it is left.
 * O4  Instant steps are made in bounded bursts: an endless loop of them starves nobody, and between two of them the
 *     execution hears what has happened to it.
 */
import {
  type Control,
  type Decision,
  decide,
  type ExecutionEvent,
  type NodeError,
  type NodeFact,
} from '../../engine/index.ts';
import { assertNever } from '../../kernel/index.ts';
import type { CompiledWorkflow } from '../../nodes/index.ts';
import { noRider, type Rider } from '../append/execution-writer.ts';
import type { ExecutionRecord } from '../execution-record.ts';
import type { CommandQueue, ExecutionCommand } from '../ports/execution-store.ts';
import { ExecutionLimits } from './execution-limits.ts';
import { Inbox } from './inbox.ts';
import type { Journal } from './journal.ts';
import { loggedVariables } from './logged-variables.ts';
import { NodeRunner } from './node-runner.ts';
import { notedEvent } from './noted-event.ts';
import type { OwnerServices } from './owner-services.ts';
import { ReadCommands } from './read-commands.ts';
import { resumptionBy } from './resumption.ts';
import { supersededEvents } from './superseded-events.ts';
import { endOf, type TerminalDecision, terminalEvent } from './terminal-event.ts';
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

export class ExecutionOwner {
  readonly #owned: OwnedExecution;
  readonly #journal: Journal;
  readonly #services: OwnerServices;
  readonly #inbox = new Inbox();
  readonly #runner: NodeRunner;
  readonly #limits: ExecutionLimits;
  #control: Control;
  #release: Release | null = null;
  readonly #commands = new ReadCommands();
  #disarmWake: () => void = () => {};

  constructor(owned: OwnedExecution, services: OwnerServices) {
    this.#owned = owned;
    this.#journal = owned.journal;
    this.#services = services;
    this.#runner = new NodeRunner({
      ...owned,
      services,
      inbox: this.#inbox,
      append: (events, rider) => this.#append(events, rider),
      onConcluded: (events) => this.#concluded(events),
      onUsage: () => this.#limits.checkTokens(),
    });
    this.#limits = new ExecutionLimits({
      ...owned,
      clock: services.clock,
      onExceeded: (error) => this.#inbox.put(() => this.fail(error)),
    });
    this.#control = { type: 'run', expired: this.#runner.expired };
  }

  /**
   * Runs until the execution has ended, waits without a process, or `signal` asks for a hand-over.
   * @throws WriterClosedError when the place in the log was lost
   */
  async run(signal: AbortSignal, first: readonly ExecutionEvent[], claim: Rider): Promise<Release> {
    const stop = (): void => this.#inbox.put(() => this.#stop());
    signal.addEventListener('abort', stop);
    try {
      this.#append(first, claim);
      this.#runner.recordLostCalls();
      this.#append(supersededEvents(this.#journal));
      this.#read(this.#owned.commands);
      this.#resumeDue();
      this.#limits.start();
      this.#runner.takeOver();
      return await this.#loop();
    } finally {
      signal.removeEventListener('abort', stop);
      this.#disarmWake();
      this.#limits.stop();
      this.#runner.abandon();
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
      const isMore = this.#advance();
      if (!isMore && this.#isIdle && (await this.#park())) return 'parked';
      if (this.#release !== null) {
        await this.#journal.flush();
        return this.#release;
      }
      const launched = this.#runner.launchPrepared();
      this.#armWake();
      if (isMore) {
        await launched;
        this.#inbox.takeNow();
      } else await this.#inbox.take();
    }
  }

  /** @returns true when there is more to do, once what was done is durable */
  #advance(): boolean {
    for (let burst = 0; burst < burstLimit; burst += 1) {
      const before = this.#journal.state;
      for (const decision of decide(before, this.#control)) this.#perform(decision);
      if (this.#release !== null) return false;
      if (this.#journal.state === before) return this.#isIdle && !this.#journal.isFlushed;
    }
    return true;
  }

  #perform(decision: Decision): void {
    switch (decision.type) {
      case 'startNode':
        this.#runner.start(factOf(decision));
        break;
      case 'failNode':
        this.#runner.conclude(factOf(decision), { status: 'failed', error: decision.error });
        break;
      case 'cancelNode':
        this.#runner.cancel(factOf(decision));
        break;
      case 'closeNode':
        this.#runner.close(factOf(decision));
        break;
      case 'completeScope':
        this.#runner.completeScope(decision);
        break;
      case 'skipNode':
      case 'startIteration':
      case 'startScope':
      case 'failScope':
        this.#append([notedEvent(decision, this.#journal.now())]);
        break;
      case 'completeExecution':
      case 'failExecution':
      case 'cancelExecution':
        this.#end(decision);
        break;
      default:
        assertNever(decision);
    }
  }

  #concluded(events: readonly ExecutionEvent[]): void {
    const { record, onProgress } = this.#owned;
    onProgress();
    if (record.debug) this.#append(loggedVariables(events, this.#journal));
  }

  #end(decision: TerminalDecision): void {
    const { record, workflow, journal } = this.#owned;
    const { state } = journal;
    const event = terminalEvent(decision, { record, workflow, state }, journal.now());
    this.#append([event], { end: endOf(event, { record, state }, this.#services.newId) });
    this.#release = 'ended';
  }

  #read(queue: CommandQueue): void {
    for (const command of this.#commands.read(queue)) this.#obey(command);
  }

  #obey(command: ExecutionCommand): void {
    if (command.type === 'cancel') {
      this.#control = { type: 'cancel' };
      return;
    }
    // While the execution ends, nothing goes on.
    if (this.#control.type !== 'run') return;
    const resumption = resumptionBy(command, this.#journal.state);
    if (resumption !== null) this.#runner.resume(resumption.activation, resumption.ending);
  }

  #resumeDue(): void {
    if (this.#control.type !== 'run') return;
    for (const activation of dueActivations(this.#journal)) this.#runner.resume(activation);
  }

  #armWake(): void {
    this.#disarmWake();
    const at = nextWakeAt(this.#journal.state);
    if (at === null) return;
    const delay = Math.max(0, at - this.#services.clock.now());
    this.#disarmWake = this.#services.clock.after(delay, () => this.#inbox.put(() => this.#resumeDue()));
  }

  /** Nothing runs and every wait is long: the execution needs no process. */
  get #isIdle(): boolean {
    const { open, status } = this.#journal.state;
    if (this.#release !== null || status !== 'running' || this.#runner.isBusy || open.size === 0)
      return false;
    const until = nextWakeAt(this.#journal.state);
    return until === null || until - this.#services.clock.now() >= keptWaitMs;
  }

  /**
   * A commit of its own, which a command that has just arrived declines: what has ended before must not be lost with it,
   * and done twice.
   */
  #park(): Promise<boolean> {
    const until = nextWakeAt(this.#journal.state);
    const rider = this.#answering({ park: { commands: this.#commands.count } });
    return this.#journal.park({ at: this.#journal.now(), type: 'ExecutionSuspended', until }, rider);
  }

  /** What runs is aborted, and the execution handed over once calls that this ends have told what they used. */
  #stop(): void {
    this.#runner.interrupt();
    setImmediate(() => this.#inbox.put(() => this.#handOver()));
  }

  /** What ran is announced as void; whoever claims next goes on at once. */
  #handOver(): void {
    if (this.#release !== null) return;
    this.#runner.abandon();
    const message = 'the worker was stopped and hands the execution over';
    const at = this.#journal.now();
    const log: ExecutionEvent = { at, type: 'LogWritten', level: 'info', message };
    this.#append([...supersededEvents(this.#journal), log], { handOver: true });
    this.#release = 'handedOver';
  }

  #append(events: readonly ExecutionEvent[], rider: Rider = noRider): void {
    if (this.#release !== null || events.length === 0) return;
    this.#journal.append(events, this.#answering(rider));
  }

  /** The commands that were obeyed since are consumed in the same commit. */
  #answering(rider: Rider): Rider {
    const commands = this.#commands.takeAnswered();
    return commands === null ? rider : { ...rider, commands };
  }
}

function factOf({ nodeId, path, attempt }: NodeFact): NodeFact {
  return { nodeId, path, attempt };
}
