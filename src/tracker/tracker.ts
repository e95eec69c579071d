import type { ExecutionEvent, NodeError, Usage } from '../engine/index.ts';

/** What a tracker is told of an execution when a worker begins to move it. */
export interface TrackedExecution {
  readonly id: string;
  readonly type: string;
  /** Goes through from the request that began it. */
  readonly correlationId: string | null;
  /** When it was accepted, in milliseconds since 1970. */
  readonly queuedAt: number;
  /** The kind of the node that is visited there, whatever graph it is in; null: the graph could not be read. */
  kindOf(path: string): string | null;
}

export interface TrackedEnd {
  readonly status: 'completed' | 'failed' | 'cancelled';
  /** Milliseconds since 1970, as the next one. */
  readonly at: number;
  /** When a model first said something; null: none did. */
  readonly firstTextAt: number | null;
  readonly error: NodeError | null;
  readonly usage: Usage;
}

/** Where what is tracked goes: metrics, spans, lines. One that fails changes nothing. */
export interface TrackerSink {
  start?(execution: TrackedExecution): void;
  /** Events that have become durable, in order. */
  events?(execution: TrackedExecution, events: readonly ExecutionEvent[]): void;
  end?(execution: TrackedExecution, end: TrackedEnd): void;
  /** Another worker goes on with it. */
  release?(execution: TrackedExecution): void;
}

interface TrackerParts {
  readonly sinks: readonly TrackerSink[];
  /** A sink has failed: told once until one succeeds again. */
  onFailure(error: unknown): void;
}

/**
 * What is told of executions beside their logs: two calls an execution, and checkpoints between. Everything it tells is
 * a projection of the log, so nothing is lost that it does not tell.
 *
 * T1  It never throws, whatever a sink does.
 * T2  It holds an execution only between `start` and its end, or its release.
 */
export class WorkflowTracker {
  readonly #parts: TrackerParts;
  readonly #tracked = new Map<string, TrackedExecution>();
  #failing = false;

  constructor(parts: TrackerParts) {
    this.#parts = parts;
  }

  /** How many executions it holds. */
  get size(): number {
    return this.#tracked.size;
  }

  start(execution: TrackedExecution): void {
    this.#tracked.set(execution.id, execution);
    this.#tell((sink) => sink.start?.(execution));
  }

  /** What has become durable of the execution. */
  checkpoint(executionId: string, events: readonly ExecutionEvent[]): void {
    const execution = this.#tracked.get(executionId);
    if (execution) this.#tell((sink) => sink.events?.(execution, events));
  }

  complete(executionId: string, end: TrackedEnd & { readonly status: 'completed' }): void {
    this.#end(executionId, end);
  }

  /** It failed or was cancelled. */
  fail(executionId: string, end: TrackedEnd & { readonly status: 'failed' | 'cancelled' }): void {
    this.#end(executionId, end);
  }

  /** This worker moves it no more. After its end: nothing happens. */
  release(executionId: string): void {
    const execution = this.#forget(executionId);
    if (execution) this.#tell((sink) => sink.release?.(execution));
  }

  #end(executionId: string, end: TrackedEnd): void {
    const execution = this.#forget(executionId);
    if (execution) this.#tell((sink) => sink.end?.(execution, end));
  }

  #forget(executionId: string): TrackedExecution | null {
    const execution = this.#tracked.get(executionId) ?? null;
    this.#tracked.delete(executionId);
    return execution;
  }

  #tell(tell: (sink: TrackerSink) => void): void {
    let failed = false;
    for (const sink of this.#parts.sinks) {
      try {
        tell(sink);
      } catch (error) {
        failed = true;
        this.#report(error);
      }
    }
    if (!failed) this.#failing = false;
  }

  #report(error: unknown): void {
    if (this.#failing) return;
    this.#failing = true;
    try {
      this.#parts.onFailure(error);
    } catch {
      // Whoever should hear of the failure fails as well: there is nobody left to tell.
    }
  }
}
