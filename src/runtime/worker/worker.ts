/**
 * What a process does with its jobs: it takes executions over and moves each as far as it goes.
 *
 * W1  An execution that nobody could move is failed with the reason, not left behind.
 * W2  What another worker has taken is let go without a word.
 * W3  Commands reach the owner at once where a signal says so, and within half a second in any case.
 */
import { isTerminal, type NodeError, tightenedPlan } from '../../engine/index.ts';
import { AppError } from '../../kernel/index.ts';
import { type CompiledWorkflow, kindAt } from '../../nodes/index.ts';
import type { WorkflowTracker } from '../../tracker/index.ts';
import type { AppendPipeline } from '../append/append-pipeline.ts';
import { WriterClosedError } from '../append/execution-writer.ts';
import type { ExecutionContext } from '../execution-context.ts';
import type { ExecutionRecord } from '../execution-record.ts';
import { ExecutionOwner, type Release } from '../owner/execution-owner.ts';
import { foldLog } from '../owner/fold-log.ts';
import { Journal } from '../owner/journal.ts';
import type { OwnerServices } from '../owner/owner-services.ts';
import type { JobHandlers, Timer } from '../ports/dispatcher.ts';
import type { EventLog } from '../ports/event-log.ts';
import type { ExecutionStore, LoadedExecution } from '../ports/execution-store.ts';
import type { Workflows } from '../workflows.ts';
import { AcceptedExecutions } from './accepted-executions.ts';
import { CommandWatch } from './command-watch.ts';
import { failUnmoved } from './fail-unmoved.ts';
import { MovedExecutions } from './moved-executions.ts';
import { errorOf, poisoned, refusalOfLog, unexpected, unwritable } from './problems.ts';
import { SuspectGate } from './suspect-gate.ts';
import { recoveriesOf, takeOver } from './take-over.ts';

/** From the second worker on that died before the execution got on, it is suspected: it is taken over alone. */
const suspectedFrom = 2;
/** An execution that has ended three workers while it was the only suspect is not given another. */
const mostRecoveries = suspectedFrom + 3;

export interface WorkerParts {
  /** Tells this process from every other, also from those before it. */
  readonly name: string;
  readonly store: ExecutionStore;
  readonly log: Pick<EventLog, 'read' | 'outline'>;
  readonly pipeline: AppendPipeline;
  readonly workflows: Workflows;
  readonly services: OwnerServices;
  readonly tracker: WorkflowTracker;
  /** Executions were given a command: whoever moves them must look, or take them. */
  commanded(executionIds: readonly string[]): void;
  /** It has ended, and whoever ended it may have died before he told of it: he has not given its job back. */
  foundEnded(record: ExecutionRecord): void;
  /** Resolves when others are told what was committed, where they can be. */
  told(): Promise<void>;
}

interface Move {
  readonly signal: AbortSignal;
  /** What made an earlier attempt of this worker fail: then it only ends the execution. */
  readonly problem: NodeError | null;
  leave(): void;
}

/**
 * `left`: it was not taken over. `taken`: another worker has it. `lost`: it is not what this worker believed; what is there
 * now must be looked at.
 */
type Turn = Release | 'left' | 'taken' | 'lost';

export class Worker implements JobHandlers {
  readonly #parts: WorkerParts;
  readonly #watch: CommandWatch;
  readonly #accepted: AcceptedExecutions;
  readonly #moved: MovedExecutions;
  readonly #suspects: SuspectGate;

  constructor(parts: WorkerParts) {
    this.#parts = parts;
    const { store, services, tracker, workflows } = parts;
    this.#moved = new MovedExecutions(tracker, ({ graphHash }, path) => {
      const workflow = workflows.find(graphHash);
      return workflow && kindAt(workflow, path);
    });
    this.#accepted = new AcceptedExecutions(services.clock);
    this.#suspects = new SuspectGate(services.clock);
    this.#watch = new CommandWatch({ store, clock: services.clock, log: services.log });
  }

  async run(executionId: string, signal: AbortSignal): Promise<'ended' | 'left'> {
    let release: 'ended' | 'left';
    this.#moved.enter(executionId);
    try {
      release = await this.#run(executionId, signal);
    } finally {
      this.#moved.leave(executionId);
    }
    // Before the job is given back: where this process dies, whoever gets the job tells them.
    await this.#parts.told();
    return release;
  }

  async #run(executionId: string, signal: AbortSignal): Promise<'ended' | 'left'> {
    let problem: NodeError | null = null;
    let before: LoadedExecution | null = null;
    let accepted = this.#accepted.take(executionId);
    while (!signal.aborted) {
      const loaded: LoadedExecution | null = accepted ?? (await this.#parts.store.load(executionId));
      if (loaded === null) return 'ended';
      if (isTerminal(loaded.status)) {
        this.#parts.foundEnded(loaded.record);
        return 'ended';
      }
      if (before !== null && !this.#isStillOurs(loaded, before, problem)) return 'left';
      before = loaded;
      this.#moved.begin(loaded.record);
      if (loaded.lost !== null) problem ??= errorOf(loaded.lost);
      const leave = await this.#enter(loaded);
      try {
        if (signal.aborted) return 'left';
        const turn = await this.#move(loaded, { signal, problem, leave });
        if (turn === 'ended') return turn;
        if (turn !== 'lost' && (turn !== 'taken' || accepted === null)) return 'left';
        // Where it was believed to be as it was accepted, and is not, it is as if nothing was known of it.
        if (accepted !== null) before = null;
      } catch (cause) {
        if (problem !== null) throw cause;
        problem = this.#problemOf(executionId, cause);
      } finally {
        accepted = null;
        leave();
      }
    }
    return 'left';
  }

  /** This process has accepted it: it need not be read to begin. */
  expect(context: ExecutionContext): void {
    this.#accepted.add(context);
  }

  async wake(timers: readonly Timer[]): Promise<void> {
    const commands = timers.map(({ executionId, path, attempt }) => ({
      executionId,
      command: { type: 'timer', path, attempt } as const,
    }));
    this.#parts.commanded([...(await this.#parts.store.command(commands))]);
  }

  /** The execution may have been given a command. */
  notice(executionId: string): void {
    this.#accepted.forget(executionId);
    this.#watch.notice(executionId);
  }

  /** Each that is moved here may have been given one. */
  noticeAll(): void {
    this.#watch.noticeAll();
  }

  /** What an execution was asked for; null where this worker does not move it now. */
  recordOf(executionId: string): ExecutionRecord | null {
    return this.#moved.recordOf(executionId);
  }

  /** Whether nobody has taken it since: this worker has claimed it, or has met with a problem before it could. */
  #isStillOurs(now: LoadedExecution, before: LoadedExecution, problem: NodeError | null): boolean {
    if (now.epoch === before.epoch) return problem !== null;
    return now.epoch === before.epoch + 1 && now.worker === this.#parts.name;
  }

  /** Waits where the execution is suspected. @returns what to do once it has got on, or has ended */
  async #enter(loaded: LoadedExecution): Promise<() => void> {
    const isSuspect = recoveriesOf(loaded, this.#parts.name) >= suspectedFrom;
    return isSuspect ? this.#suspects.enter() : () => undefined;
  }

  async #move(loaded: LoadedExecution, { signal, problem, leave }: Move): Promise<Turn> {
    try {
      const workflow = problem === null ? await this.#workflow(loaded) : null;
      if (workflow !== null) return await this.#own(loaded, workflow, { signal, onProgress: leave });
      await this.#fail(loaded, problem ?? unexpected);
      return 'ended';
    } catch (cause) {
      if (AppError.is(cause, 'workflow/unsupported') || AppError.is(cause, 'value/lost')) {
        await this.#fail(loaded, errorOf(cause));
        return 'ended';
      }
      if (!(cause instanceof WriterClosedError) || cause.reason === 'unwritable') throw cause;
      return cause.reason === 'fenced' ? 'taken' : 'lost';
    }
  }

  async #own(
    loaded: LoadedExecution,
    workflow: CompiledWorkflow,
    { signal, onProgress }: { readonly signal: AbortSignal; readonly onProgress: () => void },
  ): Promise<Turn> {
    const { pipeline, services, log, name } = this.#parts;
    const { record, commands } = loaded;
    const folded = await foldLog(tightenedPlan(workflow.plan, record.limits), loaded, log);
    // From here on the owner hears of it.
    if (signal.aborted) return 'left';
    const writer = pipeline.writerFor({
      executionId: record.id,
      epoch: loaded.epoch + 1,
      sequence: folded.state.sequence + 1,
      holder: record,
    });
    const journal = new Journal(folded, writer, services.clock);
    const owner = new ExecutionOwner({ record, workflow, journal, commands, onProgress }, services);
    const { first, claim } = takeOver(loaded, name, journal.now());
    if (claim.claim.recoveries >= mostRecoveries) owner.fail(poisoned(record.id, mostRecoveries));
    this.#watch.add(record.id, owner);
    try {
      return await owner.run(signal, [first], claim);
    } finally {
      this.#watch.remove(record.id, owner);
    }
  }

  #fail(loaded: LoadedExecution, error: NodeError): Promise<void> {
    const { services, ...parts } = this.#parts;
    return failUnmoved(loaded, error, { ...parts, clock: services.clock });
  }

  async #workflow({ record: { graphHash } }: LoadedExecution): Promise<CompiledWorkflow> {
    const { workflows, store } = this.#parts;
    return workflows.find(graphHash) ?? workflows.restored(graphHash, await store.graph(graphHash));
  }

  #problemOf(executionId: string, cause: unknown): NodeError {
    if (AppError.is(cause, 'database/unavailable')) throw cause;
    const { log } = this.#parts.services;
    if (!(cause instanceof WriterClosedError)) {
      log.error('an execution failed unexpectedly', { executionId, cause });
      return unexpected;
    }
    const refusal = refusalOfLog(cause);
    if (refusal !== null) return refusal;
    log.error('the database refused what an execution would record', { executionId, cause });
    return unwritable(executionId);
  }
}
