import type { ExecutionEvent, ExecutionEventType, NodeError, Usage } from '../../engine/index.ts';
import type { Json, JsonObject } from '../../kernel/index.ts';

/** An event with its place in the log. Sequences of one execution are dense and begin at 1. */
export interface RecordedEvent {
  readonly sequence: number;
  readonly event: ExecutionEvent;
}

/** One provider call, as the ledger keeps it. Unknown is null. */
export interface UsageEntry {
  readonly id: string;
  readonly path: string;
  readonly attempt: number;
  readonly at: number;
  readonly provider: string;
  readonly model: string;
  readonly usage: Usage;
  /** Which of the model's prices its cost was counted with. */
  readonly priceVersion: string | null;
}

/** What the terminal event says of the execution's row. */
export interface ExecutionEnd {
  readonly status: 'completed' | 'failed' | 'cancelled';
  readonly at: number;
  readonly output: Json;
  readonly error: (NodeError & { readonly nodeId: string | null; readonly path: string | null }) | null;
  readonly usage: Usage;
  /** When a model first said something; null: none has. */
  readonly firstTextAt: number | null;
  /** What its conversation hears of it; absent: nothing. */
  readonly answer?: ConversationAnswer;
}

/** The assistant's turn of a conversation. */
export interface ConversationAnswer {
  readonly id: string;
  readonly conversationId: string;
  readonly content: string;
}

/** A job that must exist once the commit is durable: a timer that wakes the execution. */
export interface TimerRequest {
  readonly path: string;
  readonly attempt: number;
  readonly at: number;
}

/** One execution's part of one commit. All of it becomes durable, or none of it. */
export interface Append {
  readonly executionId: string;
  readonly epoch: number;
  readonly events: readonly RecordedEvent[];
  /**
   * An object that lives as long as this process holds the execution. Until then the log remembers which of its large values
   * are kept, so that one which is handed on is not written again.
   */
  readonly holder?: object;
  /** This append takes the execution over: the row's epoch moves from `epoch - 1` to `epoch`. */
  readonly claim?: {
    readonly worker: string;
    readonly at: number;
    /** How often in a row, this time included, it was recovered without getting on. */
    readonly recoveries: number;
  };
  readonly end?: ExecutionEnd;
  /** Nothing can move: the owner lets go, unless a command has arrived that it has not read. */
  readonly park?: { /** How many commands the owner has read. */ readonly commands: number };
  /** The owner lets go, and somebody else goes on at once. */
  readonly handOver?: true;
  readonly timers?: readonly TimerRequest[];
  readonly snapshot?: {
    readonly sequence: number;
    readonly stateVersion: number;
    readonly state: JsonObject;
  };
  readonly usage?: readonly UsageEntry[];
  /** Ids of commands that these events answer. */
  readonly commands?: readonly string[];
}

/**
 * Why the database did not take a commit. `conflict`: a place in the log, or the row, is not what the owner believed;
 * `refused`: the data; `lost`: whether it took it is unknown.
 */
export type CommitFailure = 'conflict' | 'refused' | 'lost';

export class CommitError extends Error {
  override readonly name = 'CommitError';
  readonly failure: CommitFailure;

  constructor(failure: CommitFailure, cause: unknown) {
    super(`the commit was ${failure}`, { cause });
    this.failure = failure;
  }
}

/** A place in the log; with `worker`, of an event that this worker claimed the execution with. */
export interface LogPlace {
  readonly executionId: string;
  readonly sequence: number;
  readonly worker?: string;
}

/** Some events of a log, in order. */
export interface LogSlice {
  readonly events: readonly RecordedEvent[];
  /** Of those asked for, more are there: with their large values they would be too much at once. */
  readonly more: boolean;
}

export interface LastPlace {
  readonly sequence: number;
  readonly type: ExecutionEventType;
}

/** Where the events of executions are kept. */
export interface EventLog {
  /**
   * Makes all appends durable in one transaction, or none.
   * @throws CommitError
   */
  commit(appends: readonly Append[]): Promise<void>;
  /**
   * The epoch of the event at each place; null where the log has none; -1 where `worker` does not hold the execution
   * by it: two workers that claim at once draw the same epoch, and only one has it.
   * @throws CommitError when the database is away
   */
  epochsAt(places: readonly LogPlace[]): Promise<readonly (number | null)[]>;
  /**
   * Events after `after`, at most `limit`; fewer, but two at least, where their values are large.
   * @throws AppError `database/unavailable`; `value/lost`
   */
  read(executionId: string, after: number, limit: number): Promise<LogSlice>;
  /**
   * The same, all of them, without their large values: null stands for each.
   * @throws AppError `database/unavailable`
   */
  outline(executionId: string, after: number, limit: number): Promise<LogSlice>;
  /**
   * Where each of these logs ends, in one statement. A log without an event is left out.
   * @throws AppError `database/unavailable`
   */
  lastSequences(executionIds: readonly string[]): Promise<ReadonlyMap<string, number>>;
  /**
   * The last place of the log, and what stands there; null where it has none. No value is read for it.
   * @throws AppError `database/unavailable`
   */
  last(executionId: string): Promise<LastPlace | null>;
}
