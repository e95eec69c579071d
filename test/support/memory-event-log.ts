import type { Json, JsonObject } from '../../src/kernel/index.ts';
import {
  type Append,
  CommitError,
  type EventLog,
  type ExecutionEnd,
  type LastPlace,
  type LogPlace,
  type LogSlice,
  type RecordedEvent,
  type UsageEntry,
} from '../../src/runtime/ports/event-log.ts';

interface Row extends RecordedEvent {
  readonly epoch: number;
}

/** What the log changes of an execution's row. */
export interface MemoryExecution {
  readonly epoch: number;
  readonly status: string;
  readonly worker: string | null;
  readonly claimedBy: string | null;
  readonly startedAt: number | null;
  readonly completedAt: number | null;
  readonly recoveries: number;
  readonly commands: number;
  readonly output: Json;
  readonly error: ExecutionEnd['error'];
  readonly usage: ExecutionEnd['usage'] | null;
}

const queued: MemoryExecution = {
  epoch: 0,
  status: 'queued',
  worker: null,
  claimedBy: null,
  startedAt: null,
  completedAt: null,
  recoveries: 0,
  commands: 0,
  output: null,
  error: null,
  usage: null,
};

/** What the next commit does instead of succeeding. `afterwards`: the rows are written, the answer is lost. */
export type Fault = 'refuse' | 'lose' | 'lose-afterwards' | 'hold';

const largestAttempt = 32_767;

/**
 * The log in memory: unique places, all or nothing, and faults on request. An execution whose row it was never shown
 * (`accept`) is whatever its owner believes.
 */
export class MemoryEventLog implements EventLog {
  readonly commits: (readonly Append[])[] = [];
  readonly snapshots = new Map<string, { sequence: number; stateVersion: number; state: JsonObject }>();
  readonly usage: (UsageEntry & { readonly executionId: string })[] = [];
  /** Ids of commands that events have answered. */
  readonly answered = new Set<string>();
  readonly #rows = new Map<string, Row[]>();
  readonly #executions = new Map<string, MemoryExecution>();
  readonly #poisoned = new Set<string>();
  #faults: Fault[] = [];
  #held: (() => void)[] = [];
  #away = 0;

  failNext(...faults: readonly Fault[]): void {
    this.#faults.push(...faults);
  }

  /** Every commit with an event of this execution is refused. */
  poison(executionId: string): void {
    this.#poisoned.add(executionId);
  }

  /** The next `times` questions about places find the database away. */
  goAway(times: number): void {
    this.#away = times;
  }

  release(): void {
    for (const resume of this.#held.splice(0)) resume();
  }

  rows(executionId: string): readonly Row[] {
    return this.#rows.get(executionId) ?? [];
  }

  /** Keeps a row for a queued execution, and its first event. */
  accept(executionId: string, first: RecordedEvent): void {
    this.#executions.set(executionId, queued);
    this.#rows.set(executionId, [{ ...first, epoch: 0 }]);
  }

  execution(executionId: string): MemoryExecution | undefined {
    return this.#executions.get(executionId);
  }

  /** Another command has arrived for this execution. */
  countCommand(executionId: string): void {
    const row = this.#executions.get(executionId) ?? queued;
    this.#executions.set(executionId, { ...row, commands: row.commands + 1 });
  }

  async commit(appends: readonly Append[]): Promise<void> {
    this.commits.push(appends);
    const fault = this.#faults.shift();
    if (fault === 'hold') await new Promise<void>((resolve) => this.#held.push(resolve));
    if (fault === 'lose') throw new CommitError('lost', new Error('connection lost'));
    if (fault === 'refuse') throw new CommitError('refused', new Error('refused'));
    for (const append of appends) this.#check(append);
    for (const append of appends) this.#write(append);
    if (fault === 'lose-afterwards') throw new CommitError('lost', new Error('connection lost'));
  }

  async epochsAt(places: readonly LogPlace[]): Promise<readonly (number | null)[]> {
    if (this.#away > 0) {
      this.#away -= 1;
      throw new CommitError('lost', new Error('connection refused'));
    }
    return places.map(({ executionId, sequence, worker }) => {
      const epoch = this.rows(executionId).find((row) => row.sequence === sequence)?.epoch ?? null;
      const execution = this.#executions.get(executionId);
      if (worker === undefined || epoch === null) return epoch;
      return execution?.epoch === epoch && execution.claimedBy === worker ? epoch : -1;
    });
  }

  async read(executionId: string, after: number, limit: number): Promise<LogSlice> {
    const later = this.rows(executionId).filter((row) => row.sequence > after);
    const events = later.slice(0, limit).map(({ sequence, event }) => ({ sequence, event }));
    return { events, more: false };
  }

  outline(executionId: string, after: number, limit: number): Promise<LogSlice> {
    return this.read(executionId, after, limit);
  }

  async lastSequences(executionIds: readonly string[]): Promise<ReadonlyMap<string, number>> {
    return new Map(
      executionIds.flatMap((id) =>
        this.rows(id)
          .slice(-1)
          .map((row): [string, number] => [id, row.sequence]),
      ),
    );
  }

  async last(executionId: string): Promise<LastPlace | null> {
    const last = this.rows(executionId).at(-1);
    return last ? { sequence: last.sequence, type: last.event.type } : null;
  }

  #check(append: Append): void {
    const { executionId, epoch, events, claim, park, end, usage = [] } = append;
    const unstorable = usage.some(({ attempt }) => attempt > largestAttempt);
    if (this.#poisoned.has(executionId) || unstorable || JSON.stringify(end ?? null).includes('\\u0000')) {
      throw new CommitError('refused', new Error('refused'));
    }
    const rows = this.rows(executionId);
    const taken = events.some(({ sequence }) => rows.some((row) => row.sequence === sequence));
    const execution = this.#executions.get(executionId);
    const believed =
      execution === undefined ||
      !changesRow(append) ||
      (execution.epoch === (claim ? epoch - 1 : epoch) &&
        !['completed', 'failed', 'cancelled'].includes(execution.status) &&
        (park === undefined || park.commands === execution.commands));
    if (taken || !believed) throw new CommitError('conflict', new Error('somebody else was faster'));
  }

  #write(append: Append): void {
    const { executionId, epoch, events, snapshot, usage = [], commands = [] } = append;
    const written = events.map((event) => ({ ...event, epoch }));
    this.#rows.set(executionId, [...this.rows(executionId), ...written]);
    if (changesRow(append)) {
      this.#executions.set(executionId, changed(this.#executions.get(executionId) ?? queued, append));
    }
    if (snapshot) this.snapshots.set(executionId, snapshot);
    this.usage.push(...usage.map((entry) => ({ ...entry, executionId })));
    for (const id of commands) this.answered.add(id);
  }
}

function changesRow({ claim, end, park, handOver }: Append): boolean {
  return Boolean(claim || end || park || handOver);
}

function changed(row: MemoryExecution, { epoch, claim, end, park, handOver }: Append): MemoryExecution {
  const letsGo = Boolean(end || park || handOver);
  return {
    ...row,
    epoch,
    status: end?.status ?? (park ? 'suspended' : 'running'),
    worker: letsGo ? null : (claim?.worker ?? row.worker),
    claimedBy: claim?.worker ?? row.claimedBy,
    startedAt: row.startedAt ?? claim?.at ?? null,
    completedAt: end?.at ?? null,
    recoveries: claim?.recoveries ?? row.recoveries,
    output: end?.status === 'completed' ? end.output : null,
    error: end?.error ?? null,
    usage: end?.usage ?? row.usage,
  };
}
