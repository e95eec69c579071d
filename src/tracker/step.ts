import {
  addUsage,
  type EventOf,
  type ExecutionEvent,
  type NodeError,
  type NodeFact,
  noUsage,
  type Usage,
} from '../engine/index.ts';
import { isJsonObject, type Json } from '../kernel/index.ts';

export type StepStatus =
  | 'running'
  | 'waiting'
  | 'retrying'
  | 'completed'
  | 'failed'
  | 'skipped'
  | 'cancelled';

/** What people see of an activation. Times are milliseconds since 1970; unknown is null. */
export interface Step {
  readonly nodeId: string;
  readonly path: string;
  readonly status: StepStatus;
  readonly attempts: number;
  readonly startedAt: number | null;
  readonly completedAt: number | null;
  readonly output: Json;
  /** By which it left; null: it has not, or failed without a handler. */
  readonly port: string | null;
  /** Of the last attempt that failed. */
  readonly error: NodeError | null;
  /** Over all attempts. */
  readonly usage: Usage;
  /** What the last attempt has streamed, or has given as `text`. */
  readonly text: string;
}

/** The steps of an execution: a fold of its log, in the order in which they first appear. */
export class StepFold {
  readonly #steps = new Map<string, Step>();

  get all(): readonly Step[] {
    return [...this.#steps.values()];
  }

  add(event: ExecutionEvent): void {
    if (!('path' in event) || typeof event.path !== 'string' || typeof event.nodeId !== 'string') return;
    const { nodeId, path } = event;
    const before = this.#steps.get(path) ?? freshStep(nodeId, path);
    const after = next(before, event);
    if (after !== null) this.#steps.set(path, after);
  }
}

function freshStep(nodeId: string, path: string): Step {
  return {
    nodeId,
    path,
    status: 'waiting',
    attempts: 0,
    startedAt: null,
    completedAt: null,
    output: null,
    port: null,
    error: null,
    usage: noUsage,
    text: '',
  };
}

/** Null: the event says nothing of a step. */
function next(step: Step, event: ExecutionEvent): Step | null {
  switch (event.type) {
    case 'NodeStarted':
      return {
        ...step,
        status: 'running',
        attempts: step.attempts + 1,
        startedAt: step.startedAt ?? event.at,
        text: '',
      };
    case 'NodeCompleted':
      return completed(step, event);
    case 'NodeFailed':
      return failed(step, event);
    case 'NodeCancelled':
      return ended(step, event, { status: 'cancelled', text: event.text ?? step.text });
    case 'NodeSkipped':
      return ended(step, event, { status: 'skipped' });
    case 'NodeRetryScheduled':
      return { ...step, status: 'retrying' };
    case 'NodeSuspended':
      return { ...step, status: 'waiting' };
    case 'NodeResumed':
      return { ...step, status: 'running' };
    case 'NodeSuperseded':
      return { ...step, status: 'waiting', text: '' };
    case 'TextDelta':
      return { ...step, text: step.text + event.text };
    case 'UsageRecorded':
      return { ...step, usage: addUsage(step.usage, event.usage) };
    default:
      return null;
  }
}

/** A pure activation begins where it ends. */
function ended(step: Step, { at }: NodeFact & { readonly at: number }, change: Partial<Step>): Step {
  return {
    ...step,
    attempts: Math.max(step.attempts, 1),
    startedAt: step.startedAt ?? at,
    completedAt: at,
    ...change,
  };
}

function completed(step: Step, event: EventOf<'NodeCompleted'>): Step {
  const { output, port } = event;
  return ended(step, event, { status: 'completed', output, port, text: wholeText(step, output) });
}

/** Deltas are not kept for ever: what an attempt has streamed is in what it gave, too. */
function wholeText({ status, text }: Step, output: Json): string {
  const given = status === 'running' && isJsonObject(output) ? output.text : null;
  return typeof given === 'string' ? given : text;
}

function failed(step: Step, event: EventOf<'NodeFailed'>): Step {
  const { error, text = step.text, retrying, edges } = event;
  if (retrying) return { ...step, error, text, startedAt: step.startedAt ?? event.at };
  return ended(step, event, { status: 'failed', error, text, port: edges.length > 0 ? 'error' : null });
}
