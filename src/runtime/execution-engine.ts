/**
 * The one door: whatever a workflow comes from, and whether its caller waits or watches, it is executed here.
 *
 * E1  What is kept has passed the validator, and its input the graph's schema.
 * E2  The id that a caller gets is that of the row and of every event.
 * E3  Waiting is following the same log that everybody else watches, without reading what is in it.
 */
import { AppError } from '../kernel/index.ts';
import { checkInput } from '../nodes/index.ts';
import type { Capabilities } from '../validation/index.ts';
import { contextOf, type ExecutionContext } from './execution-context.ts';
import type { ExecutionRequest } from './execution-request.ts';
import type { ExecutionResult } from './execution-result.ts';
import type { Clock } from './ports/clock.ts';
import type { EventFeed } from './ports/event-feed.ts';
import type { ExecutionStore } from './ports/execution-store.ts';
import type { Signals } from './signals.ts';
import type { Workflows } from './workflows.ts';

/** Where the log of an execution reaches that has just been accepted. */
const acceptedSequence = 1;

export interface ExecutionEngineParts {
  readonly workflows: Workflows;
  readonly capabilities: Capabilities;
  readonly store: Pick<ExecutionStore, 'accept' | 'command'>;
  readonly feed: EventFeed;
  readonly clock: Clock;
  newId(): string;
  readonly signals: Pick<Signals, 'accepted' | 'commanded'>;
}

export class ExecutionEngine {
  readonly #parts: ExecutionEngineParts;

  constructor(parts: ExecutionEngineParts) {
    this.#parts = parts;
  }

  /**
   * Keeps a new execution, has it run, and waits for its end as long as the request says.
   * @throws AppError `workflow/invalid` (with `details.issues`), `input/invalid`, `execution/idempotency-conflict`,
   *   `definition/not-found`, `template/not-found`, `database/unavailable`
   */
  async execute(request: ExecutionRequest): Promise<ExecutionResult> {
    const { store, signals, feed } = this.#parts;
    const { waitMs } = request;
    const context = await this.#context(request);
    const enough = new AbortController();
    // Before it is there: whoever moves it may have ended it before this process hears that it was accepted.
    const end = waitMs === 0 ? null : feed.end(context.record.id, enough.signal, acceptedSequence);
    try {
      const acceptance = await store.accept(context);
      if (acceptance.status === 'conflict') throw keyInUse(context, acceptance.executionId);
      const existing = acceptance.status === 'existing';
      const executionId = existing ? acceptance.executionId : context.record.id;
      if (!existing) signals.accepted(context);
      if (end === null) return { executionId, existing, ended: null };
      const awaited = existing ? feed.end(executionId, enough.signal) : end;
      return { executionId, existing, ended: await this.#within(waitMs, awaited, enough) };
    } finally {
      enough.abort();
    }
  }

  /**
   * Asks for the end of an execution. Twice is harmless.
   * @throws AppError `execution/not-cancellable`, `database/unavailable`
   */
  async cancel(executionId: string): Promise<void> {
    const { store, signals } = this.#parts;
    const taken = await store.command([{ executionId, command: { type: 'cancel' } }]);
    if (!taken.has(executionId)) {
      throw new AppError(
        'execution/not-cancellable',
        `execution ${executionId} has already ended: there is nothing left to cancel`,
      );
    }
    signals.commanded([executionId]);
  }

  async #context(request: ExecutionRequest): Promise<ExecutionContext> {
    const { workflows, capabilities, newId, clock } = this.#parts;
    const { ownerId, modelDefaults: requested } = request;
    const workflow = await workflows.validated(request.graph, {
      purpose: 'execution',
      ownerId,
      capabilities,
      requested,
    });
    const context = contextOf(request, workflow, { id: newId(), at: clock.now() });
    const problem = checkInput(workflow.compiled.inputs, context.record.input);
    if (problem === null) return context;
    throw new AppError('input/invalid', problem.message, { details: problem.details });
  }

  /** How the execution ended; null where the time was over first. */
  #within(
    waitMs: number,
    end: Promise<ExecutionResult['ended']>,
    enough: AbortController,
  ): Promise<ExecutionResult['ended']> {
    return end.finally(this.#parts.clock.after(waitMs, () => enough.abort()));
  }
}

function keyInUse({ record }: ExecutionContext, executionId: string): AppError {
  const message = `idempotency key "${record.idempotencyKey}" was used for execution ${executionId} with another request: use a new key, or repeat the request as it was`;
  return new AppError('execution/idempotency-conflict', message, { details: { executionId } });
}
