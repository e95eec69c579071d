import type { ExecutionEvent } from '../engine/index.ts';
import type { Json } from '../kernel/index.ts';

export const logLevels = ['debug', 'info', 'warn', 'error'] as const;
export type LogLevel = (typeof logLevels)[number];

/** A line for people who look for what an execution did. */
export interface LogLine {
  readonly sequence: number;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly level: LogLevel;
  readonly message: string;
  readonly nodeId: string | null;
  readonly path: string | null;
  readonly data: Json;
}

/** What was logged, and what of the execution's own events is worth a line, from this level on. */
export function logLinesOf(
  events: Iterable<{ readonly sequence: number; readonly event: ExecutionEvent }>,
  least: LogLevel = 'debug',
): readonly LogLine[] {
  const lines: LogLine[] = [];
  for (const { sequence, event } of events) {
    const line = lineOf(event);
    if (line === null || logLevels.indexOf(line.level) < logLevels.indexOf(least)) continue;
    const [nodeId, path] = 'path' in event ? [event.nodeId ?? null, event.path ?? null] : [null, null];
    lines.push({ sequence, at: event.at, nodeId, path, data: null, ...line });
  }
  return lines;
}

type Said = Pick<LogLine, 'level' | 'message'> & Partial<Pick<LogLine, 'data'>>;

function lineOf(event: ExecutionEvent): Said | null {
  switch (event.type) {
    case 'LogWritten':
      return { level: event.level, message: event.message, data: event.data ?? null };
    case 'ExecutionStarted':
      return { level: 'info', message: 'the execution started' };
    case 'ExecutionRecovered':
      return { level: 'warn', message: 'the execution was recovered: its worker had died' };
    case 'ExecutionSuspended':
      return { level: 'info', message: 'the execution waits, without a worker' };
    case 'ExecutionResumed':
      return { level: 'info', message: 'the execution goes on' };
    case 'ExecutionCompleted':
      return { level: 'info', message: 'the execution completed' };
    case 'ExecutionFailed':
      return {
        level: 'error',
        message: `the execution failed: ${event.error.message}`,
        data: { code: event.error.code },
      };
    case 'ExecutionCancelled':
      return { level: 'info', message: 'the execution was cancelled' };
    default:
      return nodeLineOf(event);
  }
}

function nodeLineOf(event: ExecutionEvent): Said | null {
  switch (event.type) {
    case 'NodeStarted':
      return { level: 'debug', message: `node "${event.nodeId}" started, attempt ${event.attempt}` };
    case 'NodeCompleted':
      return { level: 'debug', message: `node "${event.nodeId}" completed by port "${event.port}"` };
    case 'NodeFailed': {
      const { error, retrying, attempt, nodeId } = event;
      const message = `attempt ${attempt} of node "${nodeId}" failed: ${error.message}`;
      return { level: retrying ? 'warn' : 'error', message, data: { code: error.code } };
    }
    case 'NodeRetryScheduled':
      return {
        level: 'info',
        message: `node "${event.nodeId}" is tried again at ${new Date(event.until).toISOString()}`,
      };
    case 'NodeSuperseded':
      return {
        level: 'warn',
        message: `attempt ${event.attempt} of node "${event.nodeId}" was interrupted and is void`,
      };
    case 'NodeCancelled':
      return { level: 'info', message: `node "${event.nodeId}" was cancelled` };
    case 'LoopIterationStarted':
      return {
        level: 'debug',
        message: `iteration ${event.iteration} of the loop at "${event.nodeId}" began`,
      };
    default:
      return null;
  }
}
