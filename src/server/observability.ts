import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import type { ServerLog } from '../runtime/ports/server-log.ts';
import { createLogSink, createMetricsSink, createSpansSink, WorkflowTracker } from '../tracker/index.ts';
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
export function createObservability(tracing: Tracing, log: ServerLog): Observability {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const sinks = [createMetricsSink(registry), createSpansSink(tracing.tracer), createLogSink(log)];
  const onFailure = (error: unknown): void =>
    log.warn('an exporter failed; executions go on without it', { error });
  return {
    tracker: new WorkflowTracker({ sinks, onFailure }),
    observe: (gauges) => {
      for (const [name, value] of Object.entries(gauges)) observe(registry, name, value);
    },
    metrics: () => registry.metrics(),
  };
}

function observe(registry: Registry, name: string, value: Gauges[string]): void {
  new Gauge({
    name,
    help: `${name.replace(/^chatter_/, '').replaceAll('_', ' ')}, now.`,
    registers: [registry],
    async collect() {
      // Where it cannot be told, the others can.
      const told = async (): Promise<number> => value();
      this.set(await told().catch(() => Number.NaN));
    },
  });
}
