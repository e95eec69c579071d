import type { TrackedExecution, TrackerSink } from './tracker.ts';

interface Lines {
  info(message: string, fields: Readonly<Record<string, unknown>>): void;
  warn(message: string, fields: Readonly<Record<string, unknown>>): void;
}

/** One line where an execution begins to move, and one at its end. */
export function createLogSink(log: Lines): TrackerSink {
  return {
    start: (execution) => log.info('an execution is moved', fieldsOf(execution)),
    end: (execution, { status, at, error }) => {
      const fields = { ...fieldsOf(execution), status, sinceAcceptedMs: at - execution.queuedAt };
      if (error === null) log.info('an execution ended', fields);
      else log.warn('an execution failed', { ...fields, code: error.code, reason: error.message });
    },
  };
}

function fieldsOf({ id, type, correlationId }: TrackedExecution) {
  return { executionId: id, type, correlationId };
}
