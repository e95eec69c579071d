import { Registry } from 'prom-client';
import { describe, expect, it } from 'vitest';
import type { ExecutionEvent, Usage } from '../../src/engine/index.ts';
import {
  createMetricsSink,
  type TrackedExecution,
  type TrackerSink,
  WorkflowTracker,
} from '../../src/tracker/index.ts';

const execution: TrackedExecution = {
  id: 'e1',
  type: 'chat',
  correlationId: null,
  queuedAt: 1000,
  kindOf: (nodeId) => (nodeId === 'answer' ? 'model' : null),
};

const usage: Usage = {
  inputTokens: 3,
  outputTokens: null,
  cachedTokens: null,
  reasoningTokens: null,
  totalTokens: null,
  costMicroUsd: null,
  modelCalls: 1,
  toolCalls: 0,
};

const ended = { status: 'completed', at: 3000, error: null, usage, firstTextAt: 1500 } as const;
const fact = { nodeId: 'answer', path: 'answer', attempt: 1 };

const events: readonly ExecutionEvent[] = [
  { type: 'ExecutionRecovered', at: 1100 },
  { type: 'NodeStarted', at: 1200, ...fact },
  { type: 'TextDelta', at: 1500, ...fact, text: 'hi' },
  { type: 'TextDelta', at: 1600, ...fact, text: 'there' },
  { type: 'UsageRecorded', at: 1600, ...fact, provider: 'offline', model: 'echo', usage },
  { type: 'NodeCompleted', at: 1700, ...fact, port: 'out', output: null },
];

const throwing: TrackerSink = {
  start: () => {
    throw new Error('start');
  },
  events: () => {
    throw new Error('events');
  },
  end: () => {
    throw new Error('end');
  },
  release: () => {
    throw new Error('release');
  },
};

describe('the tracker', () => {
  it('never throws, tells the other sinks all the same, and tells of a failure once', () => {
    const failures: unknown[] = [];
    const seen: string[] = [];
    const good: TrackerSink = {
      start: () => seen.push('start'),
      events: () => seen.push('events'),
      end: () => seen.push('end'),
    };
    const tracker = new WorkflowTracker({
      sinks: [throwing, good],
      onFailure: (error) => failures.push(error),
    });
    tracker.start(execution);
    tracker.checkpoint('e1', events);
    tracker.complete('e1', ended);
    expect(seen).toEqual(['start', 'events', 'end']);
    expect(failures).toHaveLength(1);
  });

  it('survives that whoever hears of failures fails as well', () => {
    const tracker = new WorkflowTracker({
      sinks: [throwing],
      onFailure: () => {
        throw new Error('deaf');
      },
    });
    expect(() => tracker.start(execution)).not.toThrow();
  });

  it('holds nothing after an end or a release, and says nothing of what it does not hold', () => {
    const seen: string[] = [];
    const sink: TrackerSink = {
      events: () => seen.push('events'),
      end: () => seen.push('end'),
      release: () => seen.push('release'),
    };
    const tracker = new WorkflowTracker({ sinks: [sink], onFailure: () => undefined });
    tracker.checkpoint('e1', events);
    tracker.start(execution);
    tracker.start({ ...execution, id: 'e2' });
    tracker.complete('e1', ended);
    tracker.complete('e1', ended);
    tracker.release('e1');
    tracker.release('e2');
    expect(tracker.size).toBe(0);
    expect(seen).toEqual(['end', 'release']);
  });
});

describe('metrics', () => {
  async function textAfter(work: (tracker: WorkflowTracker) => void): Promise<string> {
    const registry = new Registry();
    const fail = (error: unknown): never => {
      throw error;
    };
    work(new WorkflowTracker({ sinks: [createMetricsSink(registry)], onFailure: fail }));
    return registry.metrics();
  }

  it('count executions, attempts by kind, recoveries and tokens', async () => {
    const text = await textAfter((tracker) => {
      tracker.start(execution);
      tracker.checkpoint('e1', events);
      tracker.complete('e1', ended);
    });
    expect(text).toContain('chatter_executions_running 0');
    expect(text).toContain('chatter_executions_ended_total{type="chat",status="completed"} 1');
    expect(text).toContain('chatter_node_attempts_total{kind="model",outcome="completed"} 1');
    expect(text).toContain('chatter_recoveries_total 1');
    expect(text).toContain('chatter_tokens_total{provider="offline",model="echo",direction="input"} 3');
    expect(text).not.toContain('direction="output"');
    expect(text).toContain('chatter_execution_duration_seconds_sum{type="chat",status="completed"} 2');
  });

  it('measure the first text of an execution once, also where it waits and streams again', async () => {
    const text = await textAfter((tracker) => {
      tracker.start(execution);
      tracker.checkpoint('e1', events);
      tracker.release('e1');
      tracker.start(execution);
      tracker.checkpoint('e1', [{ type: 'TextDelta', at: 2800, ...fact, attempt: 2, text: 'again' }]);
      tracker.complete('e1', ended);
    });
    expect(text).toContain('chatter_first_token_seconds_sum 0.5');
    expect(text).toContain('chatter_first_token_seconds_count 1');
  });

  it('measure no first text where a model has said none', async () => {
    const text = await textAfter((tracker) => {
      tracker.start(execution);
      tracker.complete('e1', { ...ended, firstTextAt: null });
    });
    expect(text).toContain('chatter_first_token_seconds_count 0');
  });

  it('have no id of an execution in them', async () => {
    const text = await textAfter((tracker) => tracker.start({ ...execution, id: 'secret-id' }));
    expect(text).not.toContain('secret-id');
    expect(text).toContain('chatter_executions_running 1');
  });
});
