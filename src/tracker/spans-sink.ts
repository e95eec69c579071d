import {
  type Context,
  context,
  ROOT_CONTEXT,
  type Span,
  SpanStatusCode,
  TraceFlags,
  type Tracer,
  trace,
} from '@opentelemetry/api';
import type { EventOf, ExecutionEvent, NodeFact } from '../engine/index.ts';
import { genAi } from './gen-ai-attributes.ts';
import type { TrackedEnd, TrackedExecution, TrackerSink } from './tracker.ts';

interface OpenTrace {
  readonly span: Span;
  readonly context: Context;
  /** By path and attempt. */
  readonly attempts: Map<string, Span>;
}

/** Spans of executions and the attempts in them, at the times of their events. */
export function createSpansSink(tracer: Tracer): TrackerSink {
  const traces = new Map<string, OpenTrace>();
  return {
    start: (execution) => traces.set(execution.id, openTrace(tracer, execution)),
    events: (execution, events) => {
      const open = traces.get(execution.id);
      if (open) for (const event of events) follow(tracer, { execution, open, event });
    },
    end: (execution, end) => {
      const open = traces.get(execution.id);
      traces.delete(execution.id);
      if (open) close(open, end);
    },
    release: ({ id }) => {
      const open = traces.get(id);
      traces.delete(id);
      for (const span of open?.attempts.values() ?? []) span.end();
      open?.span.setAttribute('chatter.released', true).end();
    },
  };
}

function openTrace(tracer: Tracer, execution: TrackedExecution): OpenTrace {
  const { id, type, queuedAt, correlationId } = execution;
  const attributes = { 'chatter.execution.id': id, 'chatter.execution.type': type };
  const options = { startTime: queuedAt, attributes };
  const span = tracer.startSpan('execution', options, parentOf(correlationId));
  return { span, context: trace.setSpan(context.active(), span), attempts: new Map() };
}

/** A correlation id that is the id of a trace makes the execution part of it. */
function parentOf(correlationId: string | null): Context {
  if (correlationId === null || !/^(?!0{32})[0-9a-f]{32}$/.test(correlationId)) return ROOT_CONTEXT;
  const remote = {
    traceId: correlationId,
    spanId: correlationId.slice(16),
    traceFlags: TraceFlags.SAMPLED,
    isRemote: true,
  };
  return /^0{16}$/.test(remote.spanId) ? ROOT_CONTEXT : trace.setSpanContext(ROOT_CONTEXT, remote);
}

interface Following {
  readonly execution: TrackedExecution;
  readonly open: OpenTrace;
  readonly event: ExecutionEvent;
}

function follow(tracer: Tracer, { execution, open, event }: Following): void {
  switch (event.type) {
    case 'NodeStarted': {
      const attributes = {
        'chatter.node.kind': execution.kindOf(event.nodeId) ?? 'unknown',
        ...attributesOf(event),
      };
      const span = tracer.startSpan(event.nodeId, { startTime: event.at, attributes }, open.context);
      open.attempts.set(keyOf(event), span);
      break;
    }
    case 'UsageRecorded':
      open.attempts.get(keyOf(event))?.setAttributes(genAi(event));
      break;
    case 'NodeFailed':
      failed(open, event);
      break;
    case 'NodeCompleted':
    case 'NodeCancelled':
    case 'NodeSuperseded':
    case 'NodeSuspended':
      end(open, event);
  }
}

function failed(open: OpenTrace, event: EventOf<'NodeFailed'>): void {
  const { code, message } = event.error;
  open.attempts
    .get(keyOf(event))
    ?.setStatus({ code: SpanStatusCode.ERROR, message })
    .setAttribute('error.type', code);
  end(open, event);
}

function end({ attempts }: OpenTrace, event: NodeFact & { readonly at: number }): void {
  attempts.get(keyOf(event))?.end(event.at);
  attempts.delete(keyOf(event));
}

function close({ span, attempts }: OpenTrace, { status, at, error }: TrackedEnd): void {
  for (const attempt of attempts.values()) attempt.end(at);
  span.setAttribute('chatter.execution.status', status);
  if (error !== null) {
    span
      .setStatus({ code: SpanStatusCode.ERROR, message: error.message })
      .setAttribute('error.type', error.code);
  }
  span.end(at);
}

function attributesOf({ path, attempt }: NodeFact) {
  return { 'chatter.node.path': path, 'chatter.node.attempt': attempt };
}

function keyOf({ path, attempt }: NodeFact): string {
  return `${path}#${attempt}`;
}
