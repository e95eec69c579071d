import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import type { RegisteredKind } from '../../src/nodes/index.ts';
import { builtInKinds, createRegistry } from '../../src/nodes/index.ts';
import type { Notifier } from '../../src/runtime/ports/notifier.ts';
import { systemClock } from '../../src/runtime/system-clock.ts';
import { openApiServer } from '../../src/server/api-server.ts';
import { createPostgresNotifier } from '../../src/streaming/index.ts';
import { clockWithoutPolls } from '../support/clock-without-polls.ts';
import { noopKind } from '../support/noop-kind.ts';
import { openTestRuntime } from '../support/runtime.ts';
import { silentLog } from '../support/silent-log.ts';

interface ServerOptions {
  readonly url: string;
  /** How many executions it moves at a time; 0: none, like a server of the role `api`. */
  readonly concurrency: number;
  /** Beside those that every server has. */
  readonly kind: RegisteredKind;
  /** The address by which it tells and hears of the others; the database's, where it is left out. */
  readonly notifierUrl?: string;
}

export interface WatchedExecution {
  readonly id: string;
  readonly status: string;
}

export interface WatchedEvent {
  readonly __typename: string;
  readonly sequence: number;
  readonly text?: string;
}

/** A server with its transports and connections of its own, which never looks for what it was not told. */
export async function openServerOfSeveral({ url, concurrency, kind, notifierUrl = url }: ServerOptions) {
  const lost = Promise.withResolvers<void>();
  const notifier = createPostgresNotifier({
    url: notifierUrl,
    clock: systemClock,
    log: { ...silentLog, warn: () => lost.resolve() },
  });
  const listening = Promise.withResolvers<void>();
  const observed: Notifier = {
    tell: (news) => notifier.tell(news),
    told: () => notifier.told(),
    stop: () => notifier.stop(),
    start: (listener) =>
      notifier.start({
        hear: (news) => listener.hear(news),
        missed: (durationMs) => {
          listener.missed(durationMs);
          listening.resolve();
        },
      }),
  };
  const registry = createRegistry([...builtInKinds, noopKind, kind]);
  const runtime = await openTestRuntime({
    url,
    concurrency,
    notifier: observed,
    registry,
    clock: clockWithoutPolls,
  });
  const server = await openApiServer({
    app: runtime.app,
    host: '127.0.0.1',
    port: 0,
    clock: systemClock,
    log: silentLog,
    isReady: async () => true,
    metrics: async () => '',
  });
  const socket = createClient({
    url: `${server.url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    retryAttempts: 0,
  });
  const watch = <T>(query: string, variables: Record<string, unknown> = {}) =>
    socket.iterate<Record<string, T>>({ query, variables }) as AsyncIterableIterator<{
      data: Record<string, T>;
    }>;
  return {
    app: runtime.app,
    /** When it can be told for the first time. */
    listening: listening.promise,
    /** When it has found out that it cannot tell or hear any more. */
    deaf: lost.promise,
    /** Over a WebSocket. */
    executionEvents: async function* (id: string): AsyncGenerator<WatchedEvent, void> {
      const batches = watch<{ events: readonly WatchedEvent[] }>(
        `subscription ($id: ID!) { executionEvents(executionId: $id) {
          events { __typename sequence ... on TextDelta { text } } } }`,
        { id },
      );
      for await (const { data } of batches) yield* data.executionEvents?.events ?? [];
    },
    /** Over a WebSocket; the subscription has begun. */
    executionsChanged: async () => {
      const before = runtime.gauges.chatter_change_subscribers?.() ?? 0;
      const changes = watch<WatchedExecution>('subscription { executionsChanged { id status } }');
      const first = changes.next();
      while (runtime.gauges.chatter_change_subscribers?.() === before)
        await new Promise((resolve) => setImmediate(resolve));
      return told(first, changes);
    },
    close: async () => {
      await socket.dispose();
      await server.close();
      await runtime.close();
    },
  };
}

async function* told(
  first: Promise<IteratorResult<{ data: Record<string, WatchedExecution> }>>,
  changes: AsyncIterator<{ data: Record<string, WatchedExecution> }>,
): AsyncGenerator<WatchedExecution, void> {
  for (let result = await first; !result.done; result = await changes.next()) {
    const { executionsChanged } = result.value.data;
    if (executionsChanged) yield executionsChanged;
  }
}
