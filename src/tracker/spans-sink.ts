import {
  type Context,
  ROOT_CONTEXT,
  type Span,
  SpanStatusCode,
  TraceFlags,
  type Tracer,
  trace,
} from '@opentelemetry/api';
import type { EventOf, ExecutionEvent, NodeError, NodeFact } from '../engine/index.ts';
import { genAi } from './gen-ai-attributes.ts';
import type { TrackedEnd, TrackedExecution, TrackerSink } from './tracker.ts';

interface OpenSpan {
  readonly span: Span;
  /** Of what is inside it. */
  readonly context: Context;
}

interface OpenTrace extends OpenSpan {
  /** Visits of nodes, by path. */
  readonly nodes: Map<string, OpenSpan>;
  /** By path and attempt. */
  readonly attempts: Map<string, Span>;
}

/** Spans at the times of their events: an execution, in it visits of its nodes, in each of them its attempts. */
export function createSpansSink(tracer: Tracer): TrackerSink {
  const traces = new Map<string, OpenTrace>();
  const forget = (id: string): OpenTrace | undefined => {
    const open = traces.get(id);
    traces.delete(id);
    return open;
  };
  return {
    start: (execution) => traces.set(execution.id, openTrace(tracer, execution)),
    events: (execution, events) => {
      const open = traces.get(execution.id);
      if (open) for (const event of events) follow(tracer, { execution, open, event });
    },
    end: (execution, end) => {
      const open = forget(execution.id);
      if (open) close(open, end);
    },
    release: ({ id }) => {
      const open = forget(id);
      if (!open) return;
      endInside(open);
      open.span.setAttribute('chatter.released', true).end();
    },
  };
}

function openTrace(tracer: Tracer, execution: TrackedExecution): OpenTrace {
  const { id, type, queuedAt, correlationId } = execution;
  const attributes = { 'chatter.execution.id': id, 'chatter.execution.type': type };
  const options = { startTime: queuedAt, attributes };
  const span = tracer.startSpan('execution', options, parentOf(correlationId));
  return { ...opened(span), nodes: new Map(), attempts: new Map() };
}

function opened(span: Span): OpenSpan {
  return { span, context: trace.setSpan(ROOT_CONTEXT, span) };
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
    case 'NodeStarted':
      begin(tracer, { execution, open, event });
      break;
    case 'UsageRecorded':
      open.attempts.get(keyOf(event))?.setAttributes(genAi(event));
      break;
    case 'NodeFailed':
      fail(open.attempts.get(keyOf(event)), event.error);
      if (!event.retrying) fail(open.nodes.get(event.path)?.span, event.error);
      endAttempt(open, event);
      if (!event.retrying) endNode(open, event);
      break;
    case 'NodeCompleted':
    case 'NodeCancelled':
      endAttempt(open, event);
      endNode(open, event);
      break;
    case 'NodeSuperseded':
    case 'NodeSuspended':
      endAttempt(open, event);
  }
}

function begin(
  tracer: Tracer,
  { execution, open, event }: Following & { readonly event: EventOf<'NodeStarted'> },
): void {
  const { nodeId, path, attempt, at } = event;
  const kind = execution.kindOf(path) ?? 'unknown';
  const about = { 'chatter.node.id': nodeId, 'chatter.node.path': path, 'chatter.node.kind': kind };
  const options = { startTime: at, attributes: about };
  const node = open.nodes.get(path) ?? opened(tracer.startSpan(`node ${kind}`, options, open.context));
  open.nodes.set(path, node);
  const attributes = { ...about, 'chatter.node.attempt': attempt };
  open.attempts.set(keyOf(event), tracer.startSpan('attempt', { startTime: at, attributes }, node.context));
}

function fail(span: Span | undefined, { code, message }: Pick<NodeError, 'code' | 'message'>): void {
  span?.setStatus({ code: SpanStatusCode.ERROR, message }).setAttribute('error.type', code);
}

function endAttempt({ attempts }: OpenTrace, event: NodeFact & { readonly at: number }): void {
  attempts.get(keyOf(event))?.end(event.at);
  attempts.delete(keyOf(event));
}

function endNode({ nodes }: OpenTrace, { path, at }: NodeFact & { readonly at: number }): void {
  nodes.get(path)?.span.end(at);
  nodes.delete(path);
}

/** @param at absent: now */
function endInside({ nodes, attempts }: OpenTrace, at?: number): void {
  for (const attempt of attempts.values()) attempt.end(at);
  for (const { span } of nodes.values()) span.end(at);
}

function close(open: OpenTrace, { status, at, error }: TrackedEnd): void {
  endInside(open, at);
  open.span.setAttribute('chatter.execution.status', status);
  if (error !== null) fail(open.span, error);
  open.span.end(at);
}

function keyOf({ path, attempt }: NodeFact): string {
  return `${path}#${attempt}`;
}
