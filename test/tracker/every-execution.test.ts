import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Runtime } from '../../src/server/open-runtime.ts';
import type { TrackerSink } from '../../src/tracker/index.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { eventOf, execute, logOf, noop, openTestRuntime, sequence, testViewer } from '../support/runtime.ts';

let database: TestDatabase;
let runtime: Runtime;
/** The calls that told of an execution, and when it was told that it has ended. */
class Told {
  readonly calls: string[] = [];
  readonly #end = Promise.withResolvers<void>();
  readonly end = this.#end.promise;

  note(call: string): void {
    this.calls.push(call);
  }

  noteEnd(status: string): void {
    this.note(status);
    this.#end.resolve();
  }
}

const executions = new Map<string, Told>();

const toldOf = (id: string): Told => executions.get(id) ?? new Told();

const counting: TrackerSink = {
  start: ({ id }) => {
    executions.set(id, toldOf(id));
    toldOf(id).note('start');
  },
  end: ({ id }, { status }) => toldOf(id).noteEnd(status),
  release: ({ id }) => toldOf(id).note('release'),
};

const throwing: TrackerSink = {
  start: () => {
    throw new Error('exporter');
  },
  events: () => {
    throw new Error('exporter');
  },
  end: () => {
    throw new Error('exporter');
  },
};

beforeAll(async () => {
  database = await createTestDatabase();
  runtime = await openTestRuntime({ url: database.url, sinks: [throwing, counting] });
});

afterAll(async () => {
  await runtime.close();
  await database.drop();
});

/** Whoever reads its log may know the end before it is told. */
const callsOf = async (id: string) => {
  await toldOf(id).end;
  return toldOf(id).calls;
};
const waiting = { waitMs: 30_000 };
const chat = { message: 'hello', model: { provider: 'offline', model: 'echo' } };

describe('every execution is tracked by two calls, with exporters that fail beside them', () => {
  it('a custom graph', async () => {
    const { id, status } = await execute(runtime.app, sequence(noop()), waiting);
    expect({ status, calls: await callsOf(id) }).toEqual({
      status: 'completed',
      calls: ['start', 'completed'],
    });
  });

  it('a definition', async () => {
    const input = { name: 'Nothing', description: null, tags: [], isPublic: false, graph: sequence(noop()) };
    const { id: definitionId } = await runtime.app.createDefinition(testViewer, input as never);
    const target = { kind: 'definition', id: definitionId, version: null, draft: true } as const;
    const { id, type } = await execute(runtime.app, null, { ...waiting, target });
    expect({ type, calls: await callsOf(id) }).toEqual({ type: 'definition', calls: ['start', 'completed'] });
  });

  it('a template', async () => {
    const target = {
      kind: 'ad-hoc-template',
      template: { graph: sequence(noop()), parameters: null },
    } as const;
    const { id, type } = await execute(runtime.app, null, { ...waiting, target });
    expect({ type, calls: await callsOf(id) }).toEqual({ type: 'template', calls: ['start', 'completed'] });
  });

  it('a chat', async () => {
    const target = { kind: 'chat', chat: {} } as never;
    const { id, type, output } = await execute(runtime.app, null, { ...waiting, ...chat, target });
    expect({ type, output, calls: await callsOf(id) }).toEqual({
      type: 'chat',
      output: { text: 'hello' },
      calls: ['start', 'completed'],
    });
  });

  it('one that fails', async () => {
    const { id } = await execute(runtime.app, sequence(noop({ fail: true })), waiting);
    expect(await callsOf(id)).toEqual(['start', 'failed']);
  });

  it('one that is cancelled', async () => {
    const { id } = await execute(runtime.app, sequence(noop({ hang: true })));
    await eventOf(runtime.app, id, 'NodeStarted');
    await runtime.app.cancelExecution(testViewer, id);
    expect(await callsOf(id)).toEqual(['start', 'cancelled']);
  });
});

describe('an execution that is debugged', () => {
  const graph = {
    variables: { topic: 'cats' },
    nodes: [
      { id: 'start', type: 'start' },
      { id: 'set', type: 'variable', config: { operation: 'set', name: 'topic', value: 'dogs' } },
      {
        id: 'ask',
        type: 'model',
        config: { provider: 'offline', model: 'echo', prompt: 'Tell of {{ vars.topic }}' },
      },
    ],
    edges: [
      { source: 'start', target: 'set' },
      { source: 'set', target: 'ask' },
    ],
  };
  const debugLines = async (debug: boolean) => {
    const { id } = await execute(runtime.app, graph, { ...waiting, debug });
    const log = await logOf(runtime.app, id);
    return log.flatMap((event) => (event.type === 'LogWritten' ? [event] : []));
  };

  it('records rendered prompts, variables and what was said to models and by them', async () => {
    const lines = JSON.stringify(await debugLines(true));
    expect(lines).toContain('Tell of dogs');
    expect(lines).toContain('"topic":"dogs"');
  });

  it('and without debugging, nothing of it', async () => {
    expect(await debugLines(false)).toEqual([]);
  });
});
