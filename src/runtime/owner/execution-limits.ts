import { activeTime, type NodeError } from '../../engine/index.ts';
import type { CompiledWorkflow } from '../../nodes/index.ts';
import type { ExecutionRecord } from '../execution-record.ts';
import type { Clock } from '../ports/clock.ts';
import type { Journal } from './journal.ts';

interface ExecutionLimitsOptions {
  readonly record: ExecutionRecord;
  readonly workflow: CompiledWorkflow;
  readonly journal: Journal;
  readonly clock: Clock;
  readonly onExceeded: (error: NodeError) => void;
}

/** Watches the time and the tokens of one execution: what its request says, or else its graph. */
export class ExecutionLimits {
  readonly #options: ExecutionLimitsOptions;
  #disarm: () => void = () => {};

  constructor(options: ExecutionLimitsOptions) {
    this.#options = options;
  }

  /** Begins to count: time in which the execution waits without a process is not counted. */
  start(): void {
    const { record, workflow, journal, clock, onExceeded } = this.#options;
    const timeoutMs = record.limits.timeoutMs ?? workflow.graph.limits.timeoutMs;
    const message = `the execution was not done after ${timeoutMs} ms (limits.timeoutMs)`;
    const leftMs = Math.max(0, timeoutMs - activeTime(journal.state, journal.now()));
    this.#disarm = clock.after(leftMs, () =>
      onExceeded({ code: 'limit/timeout', message, retryable: false }),
    );
  }

  stop(): void {
    this.#disarm();
  }

  /** To be asked where usage has come. What nobody knows counts as nothing. */
  checkTokens(): void {
    const { record, workflow, journal, onExceeded } = this.#options;
    const limit = record.limits.maxTokens ?? workflow.graph.limits.maxTokens;
    const { usage, knownTokens } = journal.state;
    if (limit === undefined || knownTokens <= limit) return;
    const used = usage.totalTokens === null ? `at least ${knownTokens}` : `${knownTokens}`;
    const message = `the execution has used ${used} tokens: the limit is ${limit} (limits.maxTokens)`;
    onExceeded({ code: 'limit/tokens', message, retryable: false });
  }
}
