/** Valid graphs of 500 nodes, each of a shape in which some way of checking them would not be linear. */

const start = { id: 'start', type: 'start' };
const count = 499;
const ids = Array.from({ length: count }, (_, index) => `n${index}`);
const inputs = { type: 'object', properties: { topic: { type: 'string' } } };

const ask = (id: string) => ({
  id,
  type: 'model',
  config: {
    provider: 'offline',
    model: 'echo',
    prompt: `Say in ${'a few words '.repeat(20)}what {{ input.topic }} is, after {{ vars.tries }} tries.`,
  },
});
const check = (id: string) => ({
  id,
  type: 'conditional',
  config: { condition: 'vars.tries < 3 && size(messages) > 0' },
});
const loop = (id: string) => ({ id, type: 'loop', config: { maxIterations: 2 } });
const edge = (source: string, target: string, sourcePort = 'out') => ({ source, target, sourcePort });

function graph(nodes: readonly object[], edges: readonly object[]) {
  const limits = { maxSteps: 1_000_000 };
  return { inputs, variables: { tries: 0 }, limits, nodes: [start, ...nodes], edges };
}

const at = (index: number): string => ids[index] ?? '';
const first = edge('start', at(0));

/** Models one after the other. */
const sequence = graph(
  ids.map(ask),
  ids.map((id, index) => edge(index === 0 ? 'start' : at(index - 1), id)),
);

/** The same, and each ends whatever still runs towards it. */
const joins = graph(
  ids.map((id) => ({ ...ask(id), join: 'any', cancelOthers: true })),
  ids.map((id, index) => edge(index === 0 ? 'start' : at(index - 1), id)),
);

/** From one to all, and from all to one. */
const fan = graph(
  ids.map(ask),
  ids.slice(0, -1).flatMap((id) => [edge('start', id), edge(id, at(count - 1))]),
);

/** Every node chooses between the next and one farther on: 998 edges. */
const branches = graph(
  ids.map((id, index) => (index < count - 2 ? check(id) : ask(id))),
  [
    first,
    ...ids
      .slice(0, -2)
      .flatMap((id, index) => [
        edge(id, at(index + 1), 'true'),
        edge(id, at(Math.min(count - 1, index + 7)), 'false'),
      ]),
    edge(at(count - 2), at(count - 1)),
  ],
);

/** Loops in loops, as deep as there are nodes. */
const deepLoops = graph(
  ids.map((id, index) => (index < count - 1 ? loop(id) : ask(id))),
  [
    first,
    ...ids.slice(0, -1).map((id, index) => edge(id, at(index + 1), 'body')),
    ...ids.slice(1, -1).map((id, index) => edge(id, at(index), 'done')),
    edge(at(count - 1), at(count - 2)),
  ],
);

/** Loops one after the other. */
const manyLoops = graph(
  ids.map((id, index) => (index % 2 === 0 ? loop(id) : ask(id))),
  [
    first,
    ...ids.flatMap((id, index) => {
      if (index % 2 === 1) return [edge(id, at(index - 1))];
      return [
        ...(index + 1 < count ? [edge(id, at(index + 1), 'body')] : [edge(id, id, 'body')]),
        ...(index + 2 < count ? [edge(id, at(index + 2), 'done')] : []),
      ];
    }),
  ],
);

/** All conditions of edges, four from each node: 1,984 edges. */
const conditions = graph(
  ids.map(ask),
  ids.flatMap((id, index) => [
    ...(index === 0 ? [first] : []),
    ...[1, 2, 3, 4]
      .filter((step) => index + step < count)
      .map((step) => ({
        ...edge(id, at(index + step)),
        condition: `vars.tries < ${step} && input.topic != ""`,
      })),
  ]),
);

/** Each map in another, 12 deep, and wide at the bottom. */
const nested = Array.from({ length: 12 }).reduce<object>(
  (inner) => ({
    nodes: [start, { id: 'each', type: 'map', config: { items: '[1, 2]', graph: inner } }],
    edges: [edge('start', 'each')],
  }),
  {
    nodes: [start, ...ids.slice(0, 470).map(ask)],
    edges: ids.slice(0, 470).map((id) => edge('start', id)),
  },
);

export const largeGraphs: Readonly<Record<string, object>> = {
  'models in sequence': sequence,
  'joins that cancel others': joins,
  'a fan out and in': fan,
  'branches that meet again': branches,
  'loops in loops': deepLoops,
  'loops in sequence': manyLoops,
  'conditions on 1,984 edges': conditions,
  'maps in maps': { ...nested, inputs, variables: { tries: 0 } },
};
