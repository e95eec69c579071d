import { randomUUID } from 'node:crypto';
import { v7 as newId } from 'uuid';
import { type App, createApp, type Viewer, type WorkflowEngine } from '../../src/app/index.ts';
import { AppError } from '../../src/kernel/index.ts';
import type { ExecutionRequest } from '../../src/runtime/execution-request.ts';
import type { EventFeed } from '../../src/runtime/ports/event-feed.ts';
import type { ExecutionChanges } from '../../src/runtime/ports/execution-changes.ts';
import type { ModelInfo } from '../../src/runtime/ports/models.ts';
import { systemClock } from '../../src/runtime/system-clock.ts';
import { WorkTurns } from '../../src/runtime/work-turns.ts';
import { createExecutionChanges } from '../../src/streaming/index.ts';
import { openStoresUnderTest, type StoresUnderTest } from '../persistence/stores/stores-under-test.ts';
import { apiContext, testCapabilities } from '../support/validation-context.ts';
import { registry, validator } from '../support/validator.ts';

/** Accepts what is valid as a row and nothing more; remembers what it was asked. */
class FakeEngine implements WorkflowEngine {
  readonly requests: ExecutionRequest[] = [];
  readonly cancelled: string[] = [];
  readonly #stores: StoresUnderTest;

  constructor(stores: StoresUnderTest) {
    this.#stores = stores;
  }

  async execute(request: ExecutionRequest) {
    this.requests.push(request);
    const { issues } = validator.validate(request.graph, apiContext).result;
    if (issues.length > 0) {
      throw new AppError('workflow/invalid', issues[0]?.message ?? '', {
        details: { issues: issues.map(({ code, message }) => ({ code, message })) },
      });
    }
    const executionId = newId();
    const { ownerId, type, definitionId, templateId, conversationId, input } = request;
    await this.#stores.sql(
      `insert into workflow_execution (id, owner_id, workflow_type, definition_id, template_id, conversation_id, input)
       values ($1, $2, $3, $4, $5, $6, $7)`,
      executionId,
      ownerId,
      type,
      definitionId,
      templateId,
      conversationId,
      JSON.stringify(input),
    );
    return { executionId, existing: request.idempotencyKey === 'used', ended: null };
  }

  async cancel(executionId: string) {
    this.cancelled.push(executionId);
  }
}

/** Two models: of one nobody knows the price, the other has had its price for ever. */
const models: readonly ModelInfo[] = [
  {
    provider: 'offline',
    model: 'echo',
    description: null,
    supports: null,
    maxOutputTokens: null,
    prices: [],
  },
  {
    provider: 'acme',
    model: 'large',
    description: 'Knows more.',
    supports: ['tools'],
    maxOutputTokens: 4096,
    prices: [
      {
        version: 'from 2026',
        from: Date.UTC(2026, 0),
        input: 250_000,
        cachedInput: 25_000,
        cacheWrite: 312_500,
        output: 2_000_000,
        reasoning: 2_000_000,
      },
    ],
  },
];

/** Tells what it was asked, in one batch. */
const fakeFeed: EventFeed = {
  publish: () => undefined,
  wake: () => undefined,
  grow: () => undefined,
  look: () => undefined,
  async *subscribe(_id, after) {
    yield { events: [], sequence: after, caughtUp: true, ended: true };
  },
  read: async (_id, after, { limit, waitMs }) => ({
    events: [],
    sequence: after + limit + waitMs,
    caughtUp: true,
    ended: false,
  }),
  end: async () => null,
  subscribers: 0,
  executions: 0,
};

export interface AppUnderTest {
  readonly app: App;
  readonly engine: FakeEngine;
  readonly stores: StoresUnderTest;
  readonly feed: EventFeed;
  readonly changes: ExecutionChanges;
  close(): Promise<void>;
}

/** The use cases on real stores, with an engine that only takes note, and with this feed of its log. */
export async function openAppUnderTest(
  feedOf: (log: StoresUnderTest['log']) => EventFeed = () => fakeFeed,
): Promise<AppUnderTest> {
  const stores = await openStoresUnderTest();
  const engine = new FakeEngine(stores);
  const { definitions, templates, executions, conversations, removal, apiKeys, secrets, analytics } = stores;
  const changes = createExecutionChanges({ executions });
  const feed = feedOf(stores.log);
  const ports = {
    engine,
    validator,
    capabilities: testCapabilities,
    registry,
    models: { list: () => models },
    definitions,
    templates,
    executions,
    conversations,
    removal,
    blobs: stores.blobs,
    apiKeys,
    secrets,
    analytics,
    feed,
    changes,
    turns: new WorkTurns(systemClock),
    clock: systemClock,
  };
  return { app: createApp(ports), engine, stores, feed, changes, close: () => stores.close() };
}

export function newViewer(role: Viewer['role'] = 'user'): Viewer {
  return { ownerId: randomUUID(), role };
}

/** start → answer, a model. */
export const modelDocument = (prompt = 'Hello') => ({
  nodes: [
    { id: 'start', type: 'start' },
    { id: 'answer', type: 'model', config: { prompt } },
  ],
  edges: [{ source: 'start', target: 'answer' }],
});

/** A filter that leaves out nothing of one's own. */
export const anyDefinition = { name: null, text: null, tag: null, from: 'own', archived: false } as const;

export const brokenDocument = { nodes: [{ id: 'answer', type: 'modle' }] };

/** For `rejects`: an AppError of this code, with these details. */
export const refusal = (code: string, more: object = {}) => ({ name: 'AppError', code, ...more });
