/** The work that every contestant does: the same as `bench/peers` gives to other engines. */
export const scenarios = ['sequence', 'loop', 'fan', 'stream'] as const;
export type Scenario = (typeof scenarios)[number];

/** Steps of one workflow that must be durable before what follows them begins. */
export const stepsOf: Readonly<Record<Scenario, number>> = { sequence: 10, loop: 300, fan: 21, stream: 1 };

export const tokens = 200;

const start = { id: 'start', type: 'start' };
const step = (id: string) => ({ id, type: 'step' });

function sequence() {
  const nodes = [start, ...Array.from({ length: 10 }, (_, index) => step(`n${index}`))];
  const edges = nodes.slice(1).map((node, index) => ({ source: nodes[index]?.id, target: node.id }));
  return { nodes, edges };
}

function loop() {
  return {
    nodes: [
      start,
      { id: 'each', type: 'loop', config: { maxIterations: 100 } },
      step('a'),
      step('b'),
      step('c'),
    ],
    edges: [
      { source: 'start', target: 'each' },
      { source: 'each', sourcePort: 'body', target: 'a' },
      { source: 'a', target: 'b' },
      { source: 'b', target: 'c' },
      { source: 'c', target: 'each' },
    ],
  };
}

function fan() {
  const branches = Array.from({ length: 20 }, (_, index) => step(`b${index}`));
  return {
    nodes: [start, ...branches, step('join')],
    edges: branches.flatMap(({ id }) => [
      { source: 'start', target: id },
      { source: id, target: 'join' },
    ]),
  };
}

function stream() {
  return {
    nodes: [start, { id: 'answer', type: 'step', config: { tokens } }],
    edges: [{ source: 'start', target: 'answer' }],
  };
}

export const graphs: Readonly<Record<Scenario, object>> = {
  sequence: sequence(),
  loop: loop(),
  fan: fan(),
  stream: stream(),
};
