import { createPgBossDispatcher } from '../dispatch/index.ts';
import { createHttp } from '../http/index.ts';
import { AppError } from '../kernel/index.ts';
import { createModels, createOfflineProvider, createRemoteProvider } from '../models/index.ts';
import { builtInKinds, createRegistry } from '../nodes/index.ts';
import { migrateDatabase, type OpenDatabase, unavailableAtStart, unfit } from '../persistence/index.ts';
import type { ServerLog } from '../runtime/ports/server-log.ts';
import { systemClock } from '../runtime/system-clock.ts';
import { createSandbox, refusedScripts } from '../sandbox/index.ts';
import { createPostgresNotifier, noOthers } from '../streaming/index.ts';
import type { ValidationLimits } from '../validation/index.ts';
import { type ApiServer, openApiServer } from './api-server.ts';
import { capabilitiesOf } from './capabilities.ts';
import type { Config } from './config.ts';
import { openConfiguredDatabase } from './configured-database.ts';
import { endsInTime } from './in-time.ts';
import { createObservability, type Observability } from './observability.ts';
import { openRuntime, type Runtime } from './open-runtime.ts';
import { secretKeyOf } from './secret-key.ts';
import { openTracing, type TracingSettings } from './tracing.ts';
import { isLocalAddress } from './transport/loopback.ts';

export interface RunningServer {
  /** Where it answers, as `http://127.0.0.1:4000`. */
  readonly url: string;
  /** Whether there were API keys when it started, so that every request needs one. */
  readonly needsKey: boolean;
  /** Ends everything it has started, in order. Safe to call twice. */
  close(): Promise<void>;
}

/** How long a server that stops waits until what runs is handed over. */
const handOverMs = 10_000;

/**
 * Starts a whole server: its database, the runtime, the transports.
 * @param patience how long a stop waits for what is handed over
 * @throws AppError `database/…`, `config/invalid`, `server/address-in-use`
 */
export async function startServer(
  config: Config,
  log: ServerLog,
  patience = handOverMs,
): Promise<RunningServer> {
  // What was opened last is closed first, and all of it, also where something does not close as it should.
  const opened = new AsyncDisposableStack();
  let closed: Promise<void> | null = null;
  const stop = async (): Promise<void> => {
    log.info('the server stops');
    await opened.disposeAsync();
    log.info('the server has stopped');
  };
  try {
    const database = await openTheDatabase(config, log);
    opened.defer(() => database.stop());
    const tracing = openTracing(tracingOf(config), systemClock, log);
    opened.defer(() => tracing.close());
    const observability = createObservability(tracing, systemClock, log);
    const runtime = await openTheRuntime(config, database, { log, observability });
    observability.observe(runtime.gauges);
    opened.defer(() => handOver(runtime, patience, log));
    const needsKey = await runtime.app.hasApiKeys();
    if (!needsKey) refuseOthers(config);
    await runtime.start();
    const server = await openTheHttpServer(config, runtime, { log, observability });
    opened.defer(() => server.close());
    log.info('the server answers', { address: server.url, role: config.CHATTER_ROLE });
    return {
      url: server.url,
      needsKey,
      close: () => {
        closed ??= stop();
        return closed;
      },
    };
  } catch (error) {
    await opened.disposeAsync();
    throw unavailableAtStart(unfit(error));
  }
}

/**
 * While the database is away nothing can be handed over, and whoever stops the process would wait in vain, and kill it. What
 * it held is then taken over as from a process that has died.
 */
async function handOver(runtime: Runtime, patience: number, log: ServerLog): Promise<void> {
  if (await endsInTime(runtime.close(), patience, systemClock)) return;
  log.warn('executions could not be handed over in time; others take them over', { patience });
}

interface Watching {
  readonly log: ServerLog;
  readonly observability: Observability;
}

async function openTheDatabase(config: Config, log: ServerLog): Promise<OpenDatabase> {
  const database = await openConfiguredDatabase(config, log);
  try {
    await migrateDatabase(database.url);
    return database;
  } catch (error) {
    await database.stop();
    throw error;
  }
}

async function openTheRuntime(
  config: Config,
  { url, embedded, formerOwnersDead }: OpenDatabase,
  { log, observability }: Watching,
): Promise<Runtime> {
  const { CHATTER_ROLE: role, CHATTER_CONCURRENCY: concurrency, CHATTER_MODELS: configured } = config;
  const remote = configured.map((provider) => createRemoteProvider(provider, systemClock));
  const models = createModels([...remote, createOfflineProvider(systemClock)]);
  const http = createHttp({ allowed: config.CHATTER_HTTP_ALLOW, clock: systemClock });
  return openRuntime({
    url,
    formerOwnersDead,
    dispatcher: createPgBossDispatcher({ database: { url }, log }),
    // The built-in database has one server.
    notifier: embedded ? noOthers : createPostgresNotifier({ url, clock: systemClock, log }),
    registry: createRegistry(builtInKinds),
    models,
    modelConcurrency: new Map(
      configured.flatMap(({ name, concurrency }) => (concurrency === undefined ? [] : [[name, concurrency]])),
    ),
    http,
    secretKey: await secretKeyOf(config),
    scripts: config.CHATTER_CODE === 'allowed' ? createSandbox(systemClock) : refusedScripts,
    clock: systemClock,
    log,
    tracker: observability.tracker,
    concurrency: role === 'api' ? 0 : concurrency,
    perOwner: config.CHATTER_CONCURRENCY_PER_OWNER ?? null,
    replayWindowMs: config.CHATTER_REPLAY_HOURS * 3_600_000,
    retention: {
      days: config.CHATTER_KEEP_DAYS ?? null,
      perOwner: config.CHATTER_KEEP_PER_OWNER ?? null,
      perDefinition: config.CHATTER_KEEP_PER_DEFINITION ?? null,
    },
    capabilities: capabilitiesOf(models, systemClock, {
      limits: limitsOf(config),
      allowsCode: config.CHATTER_CODE === 'allowed',
      mayAsk: (host) => http.mayAsk(host),
    }),
  });
}

function tracingOf(config: Config): TracingSettings {
  return {
    endpoint: config.OTEL_EXPORTER_OTLP_ENDPOINT,
    headers: config.OTEL_EXPORTER_OTLP_HEADERS,
    service: config.OTEL_SERVICE_NAME,
  };
}

function limitsOf(config: Config): ValidationLimits {
  return {
    maxNodes: config.CHATTER_MAX_NODES,
    maxEdges: config.CHATTER_MAX_EDGES,
    maxModelCalls: config.CHATTER_MAX_MODEL_CALLS ?? null,
  };
}

async function openTheHttpServer(
  { HOST: host, PORT: port, CHATTER_ALLOWED_ORIGINS: allowedOrigins }: Config,
  runtime: Runtime,
  { log, observability }: Watching,
): Promise<ApiServer> {
  try {
    return await openApiServer({
      host,
      port,
      allowedOrigins,
      app: runtime.app,
      clock: systemClock,
      log,
      isReady: () => runtime.isReady(),
      metrics: observability.metrics,
    });
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
    if (code !== 'EADDRINUSE' && code !== 'EACCES' && code !== 'EADDRNOTAVAIL') throw cause;
    const message = `cannot listen on ${host}:${port} (${code}): set PORT or HOST, or stop what uses it`;
    throw new AppError('server/address-in-use', message, { cause });
  }
}

/** Whoever can reach the server from outside must not find it open: without a key, it serves this machine only. */
function refuseOthers({ HOST: host }: Config): void {
  if (isLocalAddress(host)) return;
  const message = `HOST is "${host}", which others can reach, and there is no API key: make one with npm run api-keys:create, or on 127.0.0.1 with createApiKey`;
  throw new AppError('config/invalid', message);
}
