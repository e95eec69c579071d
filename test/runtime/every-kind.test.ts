import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseWorkflowGraph, type WorkflowNode } from '../../src/graph/index.ts';
import { isJsonObject, type Json } from '../../src/kernel/index.ts';
import {
  builtInKinds,
  createRegistry,
  type EffectfulBehaviour,
  type RegisteredKind,
} from '../../src/nodes/index.ts';
import type { Runtime } from '../../src/server/open-runtime.ts';
import { createValidator } from '../../src/validation/index.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { execute, logOf, openTestRuntime, testViewer } from '../support/runtime.ts';

/**
 * What all kinds have in common works by one mechanism: here every kind of the registry is put through it, as its
 * page shows it, without anything that is known of one kind alone.
 */

/** Whatever it has to do, it does not get it done. */
const hangs: EffectfulBehaviour = {
  pure: false,
  run: (_, { signal }) =>
    new Promise((resolve) => {
      const error = { code: 'execution/cancelled', message: 'it was aborted', retryable: false };
      signal.addEventListener('abort', () => resolve({ status: 'failed', error }), { once: true });
    }),
};

/** The same kind, whose effect takes for ever. */
function hanging(kind: RegisteredKind): RegisteredKind {
  if (kind.pure) return kind;
  return {
    ...kind,
    configure: (config) => {
      const configured = kind.configure(config);
      return configured.ok ? { ok: true, value: { ...configured.value, compile: () => hangs } } : configured;
    },
  };
}

const registry = createRegistry(builtInKinds.map(hanging));

let database: TestDatabase;
let runtime: Runtime;

beforeAll(async () => {
  database = await createTestDatabase();
  runtime = await openTestRuntime({ url: database.url, registry });
  // A page names it.
  await runtime.app.setSecret(testViewer, { name: 'CRM_TOKEN', value: 'open sesame' });
});

afterAll(async () => {
  await runtime.close();
  await database.drop();
});

/** What nodes leave open is filled in by the request. */
const model = { provider: 'offline', model: 'echo' };

interface Shown {
  readonly node: WorkflowNode;
  readonly inputs: unknown;
  readonly variables: unknown;
}

/** A node of the kind, as its page shows it, and what the graph around it declares. */
function shown(type: string): Shown {
  const page = readFileSync(join(import.meta.dirname, `../../docs/nodes/${type}.md`), 'utf8');
  const document = JSON.parse(/```json\n([\s\S]*?)```/.exec(page)?.[1] ?? 'null');
  const graph = parseWorkflowGraph(document);
  if (!graph.ok) throw new Error(graph.error[0]?.message);
  const node = graph.value.nodes.find((one) => one.type === type);
  if (!node) throw new Error(`the page of ${type} shows none`);
  return { node, inputs: graph.value.inputs, variables: graph.value.variables };
}

/** Something that satisfies the schema, as far as pages need it. */
function sampleOf(schema: unknown): Json {
  if (!isJsonObject(schema)) return 'x';
  const { type, items, properties } = schema;
  if (type === 'array') return [sampleOf(items)];
  if (type === 'number' || type === 'integer') return 1;
  if (type === 'boolean') return true;
  if (!isJsonObject(properties)) return type === 'object' ? { message: 'x' } : 'x';
  const entries = Object.entries(properties).map(([name, inner]) => [name, sampleOf(inner)]);
  return { message: 'x', ...Object.fromEntries(entries) };
}

const inputFor = ({ inputs }: Shown): Json =>
  isJsonObject(inputs) && Object.keys(inputs).length > 0 ? sampleOf(inputs) : { message: 'x' };

/** The node after the start, and behind each port that is named here a transform of the port's name. */
function graphAround(
  example: Shown,
  change: Partial<WorkflowNode>,
  outputs: Readonly<Record<string, object>>,
) {
  const { node, inputs, variables } = example;
  const it = { ...node, ...change, id: 'it' };
  return {
    inputs,
    variables,
    nodes: [
      { id: 'start', type: 'start' },
      it,
      ...Object.entries(outputs).map(([port, outputs]) => ({
        id: port,
        type: 'transform',
        config: { outputs },
      })),
    ],
    edges: [
      { source: 'start', target: 'it' },
      ...Object.keys(outputs).map((port) => ({ source: 'it', sourcePort: port, target: port })),
    ],
    outputs: Object.fromEntries(Object.keys(outputs).map((port) => [port, `nodes.${port}.output`])),
  };
}

const hasPort = (kind: RegisteredKind, name: string) => kind.ports.some((port) => port.name === name);
const named = (kinds: readonly RegisteredKind[]) => kinds.map((kind) => [kind.type, kind] as const);

const passable = builtInKinds.filter((kind) => hasPort(kind, 'out') && !kind.isEntry);
const impassable = builtInKinds.filter((kind) => kind.ports.length > 0 && !passable.includes(kind));
/** Those that are under way for a while: they have effects, or run a graph. */
const lasting = builtInKinds.filter((kind) => {
  const configured = kind.configure(shown(kind.type).node.config);
  return hasPort(kind, 'error') && (!kind.pure || (configured.ok && configured.value.nested !== null));
});

describe('enabled: false', () => {
  it.each(
    named(passable),
  )('lets %s be passed by: it does nothing and goes on by out, with null', async (type) => {
    const example = shown(type);
    const graph = graphAround(example, { enabled: false }, { out: { was: 'nodes.it.output' } });
    const { id, status, output } = await execute(runtime.app, graph, {
      input: inputFor(example),
      model,
      waitMs: 30_000,
    });
    expect({ status, output }).toEqual({ status: 'completed', output: { out: { was: null } } });
    const log = await logOf(runtime.app, id);
    expect(log.filter(({ type }) => type === 'NodeStarted' || type === 'ScopeStarted')).toEqual([]);
  });

  it.each(
    named([...impassable, ...builtInKinds.filter(({ isEntry }) => isEntry)]),
  )('is refused for %s, which has no single way on', (type) => {
    const { node, inputs, variables } = shown(type);
    const nodes = [
      { id: 'start', type: 'start' },
      { ...node, id: 'it' },
    ].map((one) => (one.type === type ? { ...one, enabled: false } : one));
    const own = type === 'start' ? nodes.slice(0, 1) : nodes;
    const edges = own.length > 1 ? [{ source: 'start', target: 'it' }] : [];
    const { issues } = createValidator(registry).inspect({ inputs, variables, nodes: own, edges });
    expect(issues.map(({ code }) => code)).toContain('node/cannot-be-disabled');
  });
});

describe('timeoutMs, retry and the error port', () => {
  it.each(
    named(lasting),
  )('hold for %s: what takes too long is tried again, and then goes on by error', async (type) => {
    const example = shown(type);
    const change = {
      timeoutMs: 30,
      retry: { maxAttempts: 2, backoffMs: 1, factor: 1, maxBackoffMs: 1, jitter: false },
    };
    const graph = graphAround(example, change, { error: { code: 'error.code', node: 'error.nodeId' } });
    const { id, status, output } = await execute(runtime.app, graph, {
      input: inputFor(example),
      model,
      waitMs: 30_000,
    });
    expect({ status, output }).toEqual({
      status: 'completed',
      output: { error: { code: 'node/timeout', node: 'it' } },
    });
    const own = (await logOf(runtime.app, id)).filter((event) => 'attempt' in event && event.path === 'it');
    expect(own.map((event) => event.type)).toEqual([
      'NodeStarted',
      'NodeFailed',
      'NodeRetryScheduled',
      'NodeStarted',
      'NodeFailed',
    ]);
  });

  it.each(
    named(builtInKinds.filter((kind) => !kind.pure && hasPort(kind, 'error'))),
  )('and so does idleTimeoutMs for %s: what gives no sign of life goes on by error, too', async (type) => {
    const example = shown(type);
    const change = { idleTimeoutMs: 30 };
    const graph = graphAround(example, change, { error: { code: 'error.code', message: 'error.message' } });
    const { status, output } = await execute(runtime.app, graph, {
      input: inputFor(example),
      model,
      waitMs: 30_000,
    });
    const message = 'node "it" gave no sign of life for 30 ms (idleTimeoutMs)';
    expect({ status, output }).toEqual({
      status: 'completed',
      output: { error: { code: 'node/idle-timeout', message } },
    });
  });

  it('are for every kind that has effects or runs a graph', () => {
    const effectful = builtInKinds.filter(({ pure }) => !pure).map(({ type }) => type);
    expect(lasting.map(({ type }) => type)).toEqual(
      expect.arrayContaining([...effectful, 'map', 'subworkflow']),
    );
  });
});
