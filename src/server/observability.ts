import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import type { Clock } from '../runtime/ports/clock.ts';
import type { ServerLog } from '../runtime/ports/server-log.ts';
import { createLogSink, createMetricsSink, createSpansSink, WorkflowTracker } from '../tracker/index.ts';
import { endsInTime } from './in-time.ts';
import type { Tracing } from './tracing.ts';

/** Figures by name, as they are when somebody asks. */
export type Gauges = Readonly<Record<string, () => number | Promise<number>>>;

export interface Observability {
  readonly tracker: WorkflowTracker;
  /** Adds figures that are looked up when somebody asks. */
  observe(gauges: Gauges): void;
  /** For Prometheus. */
  metrics(): Promise<string>;
}

/** Metrics of this process, spans, lines of the server's log. */
export function createObservability(tracing: Tracing, clock: Clock, log: ServerLog): Observability {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const sinks = [createMetricsSink(registry), createSpansSink(tracing.tracer), createLogSink(log)];
  const onFailure = (error: unknown): void =>
    log.warn('an exporter failed; executions go on without it', { error });
  return {
    tracker: new WorkflowTracker({ sinks, onFailure }),
    observe: (gauges) => {
      for (const [name, value] of Object.entries(gauges)) observe(registry, name, () => figure(value, clock));
    },
    metrics: () => registry.metrics(),
  };
}

/** A figure that takes longer is unknown: whoever watches a server whose database hangs needs the others. */
const patienceMs = 2000;

/** NaN where it cannot be told. */
async function figure(value: Gauges[string], clock: Clock): Promise<number> {
  let told = Number.NaN;
  const ask = async (): Promise<void> => {
    told = await value();
  };
  await endsInTime(
    ask().catch(() => undefined),
    patienceMs,
    clock,
  );
  return told;
}

function observe(registry: Registry, name: string, value: () => Promise<number>): void {
  new Gauge({
    name,
    help: `${name.replace(/^chatter_/, '').replaceAll('_', ' ')}, now.`,
    registers: [registry],
    async collect() {
      this.set(await value());
    },
  });
}
