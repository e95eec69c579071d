import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { EventOf, ExecutionEvent, NodeFact } from '../engine/index.ts';
import type { TrackedEnd, TrackedExecution, TrackerSink } from './tracker.ts';

const seconds = [0.01, 0.05, 0.1, 0.5, 1, 5, 10, 60, 300, 3600];

/** Counts for Prometheus. Labels are kinds, types and models: never ids. */
export function createMetricsSink(registry: Registry): TrackerSink {
  return new MetricsSink(registry);
}

class MetricsSink implements TrackerSink {
  readonly #running: Gauge;
  readonly #ended: Counter<'type' | 'status'>;
  readonly #duration: Histogram<'type' | 'status'>;
  readonly #firstToken: Histogram;
  readonly #attempts: Counter<'kind' | 'outcome'>;
  readonly #recoveries: Counter;
  readonly #tokens: Counter<'provider' | 'model' | 'direction'>;

  constructor(registry: Registry) {
    const registers = [registry];
    this.#running = new Gauge({
      name: 'chatter_executions_running',
      help: 'Executions that this process moves.',
      registers,
    });
    this.#ended = new Counter({
      name: 'chatter_executions_ended_total',
      help: 'Executions that ended here.',
      labelNames: ['type', 'status'],
      registers,
    });
    this.#duration = new Histogram({
      name: 'chatter_execution_duration_seconds',
      help: 'From acceptance to the end, waiting included.',
      labelNames: ['type', 'status'],
      buckets: seconds,
      registers,
    });
    this.#firstToken = new Histogram({
      name: 'chatter_first_token_seconds',
      help: 'From acceptance to the first text of a model.',
      buckets: seconds,
      registers,
    });
    this.#attempts = new Counter({
      name: 'chatter_node_attempts_total',
      help: 'Attempts of nodes that ended.',
      labelNames: ['kind', 'outcome'],
      registers,
    });
    this.#recoveries = new Counter({
      name: 'chatter_recoveries_total',
      help: 'Executions that were taken over from a worker that had died.',
      registers,
    });
    this.#tokens = new Counter({
      name: 'chatter_tokens_total',
      help: 'Tokens that providers told of.',
      labelNames: ['provider', 'model', 'direction'],
      registers,
    });
  }

  start(): void {
    this.#running.inc();
  }

  events(execution: TrackedExecution, events: readonly ExecutionEvent[]): void {
    for (const event of events) this.#event(execution, event);
  }

  end({ type, queuedAt }: TrackedExecution, { status, at, firstTextAt }: TrackedEnd): void {
    this.#running.dec();
    this.#ended.inc({ type, status });
    this.#duration.observe({ type, status }, (at - queuedAt) / 1000);
    // At the end: who streams again after a wait would else be measured again.
    if (firstTextAt !== null) this.#firstToken.observe((firstTextAt - queuedAt) / 1000);
  }

  release(): void {
    this.#running.dec();
  }

  #event(execution: TrackedExecution, event: ExecutionEvent): void {
    switch (event.type) {
      case 'ExecutionRecovered':
        this.#recoveries.inc();
        break;
      case 'NodeCompleted':
        this.#attempt(execution, event, 'completed');
        break;
      case 'NodeFailed':
        this.#attempt(execution, event, event.retrying ? 'retried' : 'failed');
        break;
      case 'NodeCancelled':
        this.#attempt(execution, event, 'cancelled');
        break;
      case 'NodeSuperseded':
        this.#attempt(execution, event, 'interrupted');
        break;
      case 'UsageRecorded':
        this.#usage(event);
    }
  }

  #attempt({ kindOf }: TrackedExecution, { path }: NodeFact, outcome: string): void {
    this.#attempts.inc({ kind: kindOf(path) ?? 'unknown', outcome });
  }

  #usage({ provider, model, usage: { inputTokens, outputTokens } }: EventOf<'UsageRecorded'>): void {
    if (inputTokens !== null) this.#tokens.inc({ provider, model, direction: 'input' }, inputTokens);
    if (outputTokens !== null) this.#tokens.inc({ provider, model, direction: 'output' }, outputTokens);
  }
}
