import {
  InMemorySpanExporter,
  type ReadableSpan,
  SimpleSpanProcessor,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import { describe, expect, it } from 'vitest';
import { type ExecutionEvent, noUsage } from '../../src/engine/index.ts';
import { createSpansSink, type TrackedExecution, WorkflowTracker } from '../../src/tracker/index.ts';

const began = 1_700_000_000_000;

const execution: TrackedExecution = {
  id: 'e1',
  type: 'chat',
  correlationId: '0af7651916cd43dd8448eb211c80319c',
  queuedAt: began,
  kindOf: () => 'model',
};
const error = { code: 'model/unavailable', message: 'the provider is away', retryable: true };
const fact = (attempt: number) => ({ nodeId: 'answer', path: 'answer', attempt });
const usage = { ...noUsage, inputTokens: 3, outputTokens: null, modelCalls: 1 };

const retried: readonly ExecutionEvent[] = [
  { type: 'NodeStarted', at: began + 100, ...fact(1) },
  { type: 'NodeFailed', at: began + 200, ...fact(1), error, retrying: true, edges: [] },
  { type: 'NodeRetryScheduled', at: began + 200, ...fact(2), until: began + 500 },
  { type: 'NodeStarted', at: began + 500, ...fact(2) },
  { type: 'UsageRecorded', at: began + 800, ...fact(2), provider: 'openai', model: 'large', usage },
];

function spansOf(work: (tracker: WorkflowTracker) => void): readonly ReadableSpan[] {
  const exporter = new InMemorySpanExporter();
  const provider = new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] });
  const fail = (cause: unknown): never => {
    throw cause;
  };
  work(new WorkflowTracker({ sinks: [createSpansSink(provider.getTracer('test'))], onFailure: fail }));
  return exporter.getFinishedSpans();
}

/** The names of what a span is in, from the outside, and its own. */
function placeOf(span: ReadableSpan, all: readonly ReadableSpan[]): string {
  const around = all.find((one) => one.spanContext().spanId === span.parentSpanContext?.spanId);
  return around ? `${placeOf(around, all)} > ${span.name}` : span.name;
}

const milliseconds = ([seconds, nanoseconds]: readonly [number, number]) =>
  seconds * 1000 + nanoseconds / 1e6 - began;
const shown = (spans: readonly ReadableSpan[]) =>
  spans.map((span) => [placeOf(span, spans), milliseconds(span.startTime), milliseconds(span.endTime)]);

/** The first attempt fails, the second does not. */
function completesAtLast(tracker: WorkflowTracker): void {
  tracker.start(execution);
  tracker.checkpoint('e1', retried);
  tracker.checkpoint('e1', [
    { type: 'NodeCompleted', at: began + 900, ...fact(2), port: 'out', output: null },
  ]);
  tracker.complete('e1', {
    status: 'completed',
    at: began + 1000,
    error: null,
    usage,
    firstTextAt: null,
  });
}

describe('spans', () => {
  it('are of the execution, in it of each visit of a node, and in that of its attempts, at the times of the log', () => {
    const spans = spansOf(completesAtLast);
    expect(shown(spans)).toEqual([
      ['execution > node model > attempt', 100, 200],
      ['execution > node model > attempt', 500, 900],
      ['execution > node model', 100, 900],
      ['execution', 0, 1000],
    ]);
    expect(new Set(spans.map((span) => span.spanContext().traceId))).toEqual(
      new Set([execution.correlationId]),
    );
  });

  it('say what failed, in the attempt, and in the visit and the execution only where it was not made good', () => {
    const [first, , node, all] = spansOf(completesAtLast);
    expect(first?.status).toEqual({ code: 2, message: error.message });
    expect(first?.attributes['error.type']).toBe('model/unavailable');
    expect([node?.status.code, all?.status.code]).toEqual([0, 0]);
    const failed = spansOf((tracker) => {
      tracker.start(execution);
      tracker.checkpoint('e1', retried);
      tracker.checkpoint('e1', [
        { type: 'NodeFailed', at: began + 900, ...fact(2), error, retrying: false, edges: [] },
      ]);
      tracker.fail('e1', { status: 'failed', at: began + 1000, error, usage, firstTextAt: null });
    });
    expect(failed.map(({ status }) => status.code)).toEqual([2, 2, 2, 2]);
  });

  it('hold what a call used in the words of the conventions for generative AI', () => {
    const spans = spansOf((tracker) => {
      tracker.start(execution);
      tracker.checkpoint('e1', retried);
      tracker.fail('e1', { status: 'cancelled', at: began + 1000, error: null, usage, firstTextAt: null });
    });
    expect(spans[1]?.attributes).toMatchObject({
      'gen_ai.provider.name': 'openai',
      'gen_ai.request.model': 'large',
      'gen_ai.usage.input_tokens': 3,
      'chatter.node.path': 'answer',
      'chatter.node.attempt': 2,
    });
    expect(spans[1]?.attributes).not.toHaveProperty('gen_ai.usage.output_tokens');
  });

  it('end where another worker goes on, whatever was open', () => {
    const spans = spansOf((tracker) => {
      tracker.start(execution);
      tracker.checkpoint('e1', retried);
      tracker.release('e1');
    });
    expect(spans).toHaveLength(4);
    expect(spans.at(-1)?.attributes).toMatchObject({ 'chatter.released': true });
  });
});
