import fc from 'fast-check';
import { isJsonObject, type Json, type JsonObject } from '../../src/kernel/index.ts';
import { soundDocument } from './sound-document.ts';

const kinds = [
  'retarget',
  'connect',
  'disconnect',
  'leave-by',
  'condition',
  'remove',
  'copy',
  'disable',
  'join',
  'allow-none',
  'retry',
  'bound',
] as const;

interface Change {
  readonly kind: (typeof kinds)[number];
  /** They pick among what is there. */
  readonly one: number;
  readonly other: number;
  readonly port: string;
}

const change: fc.Arbitrary<Change> = fc.record({
  kind: fc.constantFrom(...kinds),
  one: fc.nat(50),
  other: fc.nat(50),
  port: fc.constantFrom('out', 'error', 'true', 'false', 'body', 'done'),
});

/** A valid document, or one inside a map or a sub-workflow that declares what it reads. */
const valid: fc.Arbitrary<JsonObject> = fc
  .tuple(soundDocument, fc.constantFrom('none', 'map', 'subworkflow'))
  .map(([document, around]) => {
    if (around === 'none') return document;
    const { inputs = {}, variables = {}, ...graph } = document;
    const isMap = around === 'map';
    const config: JsonObject = isMap ? { items: '[1, 2]', graph } : { graph: document };
    return {
      nodes: [
        { id: 'start', type: 'start' },
        { id: 'each', type: around, config },
        { id: 'after', type: 'delay' },
      ],
      edges: [
        { source: 'start', target: 'each' },
        { source: 'each', target: 'after' },
      ],
      ...(isMap ? { inputs, variables } : {}),
    };
  });

/** Valid documents in which a few nodes and edges were changed, in the graph or in the one inside: many stay valid. */
export const changedDocument: fc.Arbitrary<JsonObject> = fc
  .tuple(valid, fc.array(fc.tuple(change, fc.boolean()), { minLength: 1, maxLength: 4 }))
  .map(([document, changes]) =>
    changes.reduce((now, [one, inside]) => (inside ? changedInside(now, one) : changed(now, one)), document),
  );

function changedInside(document: JsonObject, change: Change): JsonObject {
  const nodes = objectsOf(document.nodes).map((node) => {
    const { config } = node;
    if (!isJsonObject(config ?? null) || !isJsonObject(config) || !isJsonObject(config.graph ?? null))
      return node;
    const { graph } = config;
    return isJsonObject(graph) ? { ...node, config: { ...config, graph: changed(graph, change) } } : node;
  });
  return { ...document, nodes };
}

function changed(document: JsonObject, { kind, one, other, port }: Change): JsonObject {
  const nodes = objectsOf(document.nodes);
  const edges = objectsOf(document.edges);
  const node = nodes[one % nodes.length] ?? {};
  const target = nodes[other % nodes.length] ?? {};
  const edge = edges[one % Math.max(1, edges.length)] ?? {};
  const withNode = (more: JsonObject) => ({
    ...document,
    nodes: nodes.map((each) => (each === node ? { ...each, ...more } : each)),
  });
  const withEdge = (more: JsonObject) => ({
    ...document,
    edges: edges.map((each) => (each === edge ? { ...each, ...more } : each)),
  });
  const named = (value: Json | undefined): Json => value ?? null;
  switch (kind) {
    case 'retarget':
      return withEdge({ target: named(target.id) });
    case 'connect':
      return {
        ...document,
        edges: [...edges, { source: named(node.id), sourcePort: port, target: named(target.id) }],
      };
    case 'disconnect':
      return { ...document, edges: edges.filter((each) => each !== edge) };
    case 'leave-by':
      return withEdge({ sourcePort: port });
    case 'condition':
      return withEdge({ condition: 'true' });
    case 'remove': {
      const isAt = (each: JsonObject) => each.source === node.id || each.target === node.id;
      return {
        ...document,
        nodes: nodes.filter((each) => each !== node),
        edges: edges.filter((each) => !isAt(each)),
      };
    }
    case 'copy':
      return withNode({ type: named(target.type), config: target.config ?? {} });
    case 'disable':
      return withNode({ enabled: false });
    case 'join':
      return withNode({ join: 'any', cancelOthers: other % 2 === 0 });
    case 'allow-none': {
      const { config = {} } = node;
      return withNode({ config: isJsonObject(config) ? { ...config, allowNone: true } : config });
    }
    case 'retry':
      return withNode({ retry: { maxAttempts: 1 + (other % 3) } });
    case 'bound':
      return { ...document, limits: { maxIterations: other % 4, maxSteps: 20 + other } };
  }
}

function objectsOf(value: Json | undefined): readonly JsonObject[] {
  return Array.isArray(value) ? value.filter(isJsonObject) : [];
}
