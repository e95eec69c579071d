/**
 * The one way events become durable. All executions of a process append through it; one batch is in flight at a
 * time, and while it is under way the next one gathers (group commit).
 *
 * Owns batching, spacing of deltas, and what happens when a commit fails. Does not own what is written (the log's
 * port) nor what an event means (the engine).
 *
 * A1  Events of one execution become durable in the order of their sequence, each exactly once or not at all.
 * A2  `onCommitted` sees a commit only after it is durable, and commits in order.
 * A3  A refused batch is tried again one execution at a time: only the guilty one fails.
 * A4  After an unknown outcome the log is asked: what is there is not sent again, what is absent is.
 * A5  A writer that was fenced or refused accepts nothing more.
 * A6  A park that a command has come before is declined: nothing of it is written, and its writer goes on.
 */

import type { Clock } from '../ports/clock.ts';
import { type Append, CommitError, type EventLog } from '../ports/event-log.ts';
import type { ServerLog } from '../ports/server-log.ts';
import { ExecutionWriter, type OwnersPlace, type WriterFailure } from './execution-writer.ts';

/** One frame at 100 Hz: deltas alone start a commit at most this often, so tokens never cost one each. */
const deltaSpacingMs = 10;
const firstRetryMs = 50;
const lastRetryMs = 2000;

interface PipelineOptions {
  readonly log: EventLog;
  readonly clock: Clock;
  readonly serverLog: Pick<ServerLog, 'warn'>;
  readonly onCommitted: (appends: readonly Append[]) => void;
}

interface Part {
  readonly writer: ExecutionWriter;
  readonly append: Append;
}

export class AppendPipeline {
  readonly #options: PipelineOptions;
  #waiting = new Set<ExecutionWriter>();
  #urgent = false;
  #armed = false;
  #draining = false;
  /** Nothing was written since a commit was lost. */
  #isLosing = false;
  /** When the last commit ended that deltas alone had started. */
  #lastOfDeltasAt = Number.NEGATIVE_INFINITY;
  #disarm: () => void = () => {};

  constructor(options: PipelineOptions) {
    this.#options = options;
  }

  writerFor(place: OwnersPlace): ExecutionWriter {
    return new ExecutionWriter(place, (writer, urgent) => this.#wake(writer, urgent));
  }

  #wake(writer: ExecutionWriter, urgent: boolean): void {
    this.#waiting.add(writer);
    this.#urgent ||= urgent;
    if (this.#draining || this.#armed) {
      if (urgent && this.#armed) this.#arm(0);
      return;
    }
    this.#arm(this.#urgent ? 0 : this.#untilDeltasAreDue());
  }

  #untilDeltasAreDue(): number {
    return Math.max(0, this.#lastOfDeltasAt + deltaSpacingMs - this.#options.clock.monotonic());
  }

  #arm(delayMs: number): void {
    this.#disarm();
    this.#armed = true;
    const begin = (): void => {
      this.#armed = false;
      void this.#drain();
    };
    if (delayMs > 0) {
      this.#disarm = this.#options.clock.after(delayMs, begin);
    } else {
      const immediate = setImmediate(begin);
      // Named, and not written into the assignment: `Attempt.run` says why.
      const disarm = (): void => clearImmediate(immediate);
      this.#disarm = disarm;
    }
  }

  async #drain(): Promise<void> {
    this.#draining = true;
    while (this.#waiting.size > 0 && (this.#urgent || this.#untilDeltasAreDue() === 0)) {
      const isOfDeltas = !this.#urgent;
      await this.#commit(this.#take());
      if (isOfDeltas) this.#lastOfDeltasAt = this.#options.clock.monotonic();
      // The writers that were just released reach their next event before the next batch is taken: without this
      // they split into small cohorts, and a batch holds a quarter of what it could.
      await new Promise((resolve) => setImmediate(resolve));
    }
    this.#draining = false;
    if (this.#waiting.size > 0) this.#arm(this.#untilDeltasAreDue());
  }

  #take(): readonly Part[] {
    const parts = [...this.#waiting].flatMap((writer) => {
      const append = writer.take();
      return append ? [{ writer, append }] : [];
    });
    this.#waiting = new Set();
    this.#urgent = false;
    return parts;
  }

  /** @returns whether the log has taken all of it */
  async #commit(parts: readonly Part[], retryMs = 0): Promise<boolean> {
    if (parts.length === 0) return true;
    try {
      await this.#options.log.commit(parts.map((part) => part.append));
    } catch (cause) {
      return this.#recover(parts, cause, retryMs);
    }
    this.#committed(parts);
    return true;
  }

  #committed(parts: readonly Part[]): void {
    this.#isLosing = false;
    for (const { writer } of parts) writer.committed();
    this.#options.onCommitted(parts.map((part) => part.append));
  }

  #recover(parts: readonly Part[], cause: unknown, retryMs: number): Promise<boolean> {
    if (cause instanceof CommitError && cause.failure === 'lost') {
      this.#sayLost(cause);
      return this.#resolve(parts, retryMs);
    }
    const [part] = parts;
    return part && parts.length === 1 ? this.#refuse(part, cause) : this.#commitEach(parts, cause);
  }

  /** Once, until something is written again. */
  #sayLost(cause: CommitError): void {
    if (this.#isLosing) return;
    this.#isLosing = true;
    this.#options.serverLog.warn('events cannot be written; executions wait and it is tried again', {
      cause,
    });
  }

  /** Where none is guilty, the commit was at fault: everything is kept, and far more slowly. */
  async #commitEach(parts: readonly Part[], cause: unknown): Promise<boolean> {
    let isTaken = true;
    for (const part of parts) isTaken = (await this.#commit([part])) && isTaken;
    if (isTaken)
      this.#options.serverLog.warn('a commit was refused of which each part was taken', {
        executions: parts.length,
        cause,
      });
    return isTaken;
  }

  /** The guilty one: if its place in the log is taken by another epoch, it has lost the execution (A5). */
  async #refuse(part: Part, cause: unknown): Promise<boolean> {
    const [verdict] = await this.#verdicts([part]);
    if (verdict === 'committed') this.#committed([part]);
    else if (verdict === 'fenced') part.writer.fail({ reason: 'fenced', cause });
    else if (part.append.park && isConflict(cause)) part.writer.declined(part.append);
    else part.writer.fail({ reason: isConflict(cause) ? 'stale' : 'unwritable', cause });
    return verdict === 'committed';
  }

  /** The outcome is unknown: ask until the database answers (A4). What is absent is sent again, then after ever longer pauses. */
  async #resolve(parts: readonly Part[], retryMs: number): Promise<boolean> {
    const verdicts = await this.#verdicts(parts);
    const among = (wanted: Verdict) => parts.filter((_, index) => verdicts[index] === wanted);
    const committed = among('committed');
    if (committed.length > 0) this.#committed(committed);
    const fenced: WriterFailure = { reason: 'fenced', cause: undefined };
    const lost = among('fenced');
    for (const { writer } of lost) writer.fail(fenced);
    const absent = among('absent');
    if (retryMs > 0 && absent.length > 0) await this.#pause(retryMs);
    const isTaken = await this.#commit(absent, Math.min(Math.max(firstRetryMs, retryMs * 2), lastRetryMs));
    return isTaken && lost.length === 0;
  }

  async #verdicts(parts: readonly Part[]): Promise<readonly Verdict[]> {
    const places = parts.map(({ append }) => ({
      executionId: append.executionId,
      sequence: append.events[0]?.sequence ?? 0,
      ...(append.claim ? { worker: append.claim.worker } : {}),
    }));
    for (let delay = firstRetryMs; ; delay = Math.min(delay * 2, lastRetryMs)) {
      try {
        const epochs = await this.#options.log.epochsAt(places);
        return parts.map(({ append }, index) => verdictOf(append, epochs[index] ?? null));
      } catch {
        await this.#pause(delay);
      }
    }
  }

  #pause(delayMs: number): Promise<void> {
    return new Promise((resolve) => this.#options.clock.after(delayMs, resolve));
  }
}

function isConflict(cause: unknown): boolean {
  return cause instanceof CommitError && cause.failure === 'conflict';
}

type Verdict = 'committed' | 'absent' | 'fenced';

function verdictOf(append: Append, epoch: number | null): Verdict {
  if (epoch === null) return 'absent';
  return epoch === append.epoch ? 'committed' : 'fenced';
}
