export { type LogLevel, type LogLine, logLinesOf } from './log-line.ts';
export { createLogSink } from './log-sink.ts';
export { createMetricsSink } from './metrics-sink.ts';
export { createSpansSink } from './spans-sink.ts';
export { type Step, StepFold, type StepStatus } from './step.ts';
export { type TrackedEnd, type TrackedExecution, type TrackerSink, WorkflowTracker } from './tracker.ts';
