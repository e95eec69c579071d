import type { ExecutionEventType, ExecutionStatus } from '../../engine/index.ts';
import type { AppError, Json, JsonObject } from '../../kernel/index.ts';
import type { ExecutionContext } from '../execution-context.ts';
import type { ExecutionRecord } from '../execution-record.ts';
import type { RecordedEvent } from './event-log.ts';

export type Acceptance =
  | { readonly status: 'accepted' }
  /** The owner has used the idempotency key before, for the same request. */
  | { readonly status: 'existing'; readonly executionId: string }
  /** The owner has used the idempotency key before, for another request. */
  | { readonly status: 'conflict'; readonly executionId: string };

/** What a worker needs to take an execution over. */
export interface LoadedExecution {
  readonly record: ExecutionRecord;
  readonly status: ExecutionStatus;
  readonly epoch: number;
  /** The last owner, if it never let go. */
  readonly worker: string | null;
  readonly recoveries: number;
  readonly snapshot: {
    readonly sequence: number;
    readonly stateVersion: number;
    readonly state: JsonObject;
  } | null;
  /** The log after the snapshot; only the beginning of it where its values are large. */
  readonly events: readonly RecordedEvent[];
  /** Of everything in the log after the snapshot. */
  readonly types: readonly ExecutionEventType[];
  readonly commands: CommandQueue;
  /** A large value of it is gone: its input, snapshot and events are left out, and it can only be ended. */
  readonly lost: AppError | null;
}

/** A durable request to an execution from outside. */
export type ExecutionCommand = NewCommand & { readonly id: string };

export type NewCommand =
  | { readonly type: 'cancel' }
  | { readonly type: 'timer'; readonly path: string; readonly attempt: number }
  /** What the attempt waits for; where it does not wait any more, nothing comes of it. */
  | { readonly type: 'answer'; readonly path: string; readonly attempt: number; readonly answer: Json };

export interface CommandQueue {
  /** How many commands the execution was ever given. */
  readonly count: number;
  /** Those that no event has answered yet, oldest first. */
  readonly unread: readonly ExecutionCommand[];
}

/** Where executions are kept beside their logs. All of it throws AppError `database/unavailable`. */
export interface ExecutionStore {
  /**
   * Keeps the execution, its graph, its `ExecutionQueued` event and its job, in one transaction that it may share
   * with others that are accepted at the same moment.
   * @throws AppError `definition/not-found`, `template/not-found`: it was deleted at this moment
   */
  accept(context: ExecutionContext): Promise<Acceptance>;
  /** What is there of this id; null: nothing. Those of one moment share a statement. */
  load(executionId: string): Promise<LoadedExecution | null>;
  /** The graph of this hash in its canonical form, perhaps of an older format; null where it is not there. */
  graph(hash: string): Promise<Json>;
  /**
   * Adds the commands, and a job for each execution that no worker holds, in one transaction.
   * @returns the executions that live: one that has ended, or is not there, takes no command
   */
  command(
    commands: readonly { readonly executionId: string; readonly command: NewCommand }[],
  ): Promise<ReadonlySet<string>>;
  /** The commands of those that were given any. */
  commands(executionIds: readonly string[]): Promise<ReadonlyMap<string, CommandQueue>>;
  /** Executions that some job must be moving, by id, after `after`. */
  unparked(after: string | null, limit: number): Promise<readonly string[]>;
  /** Gives each of these that has not ended a job. @returns their ids */
  requeue(executionIds: readonly string[]): Promise<readonly string[]>;
}
