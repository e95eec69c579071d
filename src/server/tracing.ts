import { type Tracer, trace } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { defaultResource, resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, type SpanExporter, TracerProvider } from '@opentelemetry/sdk-trace';
import type { Clock } from '../runtime/ports/clock.ts';
import type { ServerLog } from '../runtime/ports/server-log.ts';
import { endsInTime } from './in-time.ts';

/** A collector that does not answer must not keep the server from stopping. */
const patienceMs = 2_000;

export interface TracingSettings {
  /** Where OTLP is spoken over HTTP; undefined: nowhere. */
  readonly endpoint: string | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly service: string;
}

export interface Tracing {
  readonly tracer: Tracer;
  /** Sends what waits to be sent, as far as that is possible soon. */
  close(): Promise<void>;
}

/** Sends spans to a collector; without one, to whichever OpenTelemetry SDK is registered in this process. */
export function openTracing(
  { endpoint, headers, service }: TracingSettings,
  clock: Clock,
  log: ServerLog,
): Tracing {
  if (endpoint === undefined) return { tracer: trace.getTracer('chatter'), close: async () => undefined };
  const url = `${endpoint.replace(/\/+$/, '')}/v1/traces`;
  const exporter = telling(new OTLPTraceExporter({ url, headers: { ...headers } }), log);
  const provider = new TracerProvider({
    resource: defaultResource().merge(resourceFromAttributes({ 'service.name': service })),
    spanProcessors: [new BatchSpanProcessor({ exporter })],
  });
  return {
    tracer: provider.getTracer('chatter'),
    close: async () => {
      const shutdown = provider.shutdown().catch(() => undefined);
      await endsInTime(shutdown, patienceMs, clock);
    },
  };
}

/** The same exporter, which says in the log that spans are lost, once until some arrive again. */
function telling(exporter: SpanExporter, log: ServerLog): SpanExporter {
  let failing = false;
  return {
    export: (spans, done) =>
      exporter.export(spans, (result) => {
        if (result.error && !failing)
          log.warn('spans could not be sent; executions go on without', { error: result.error });
        failing = result.error !== undefined;
        done(result);
      }),
    shutdown: () => exporter.shutdown(),
  };
}
