const node = (id: string, config: object = {}) => ({ id, type: 'step', config });

type Edge = readonly [source: string, target: string, sourcePort?: string];

function graphOf(body: readonly object[], edges: readonly Edge[]): object {
  return {
    variables: { items: [] },
    nodes: [{ id: 'start', type: 'start' }, ...body],
    edges: edges.map(([source, target, sourcePort = 'out']) => ({ source, sourcePort, target })),
    outputs: { items: 'vars.items' },
  };
}

const ten = Array.from({ length: 10 }, (_, index) => `n${index}`);
const branches = Array.from({ length: 20 }, (_, index) => `b${index}`);

/** The same work as the harness gives to every engine. */
export const peerGraphs = {
  seq: graphOf(
    ten.map((id) => node(id)),
    ten.map((id, index) => [ten[index - 1] ?? 'start', id]),
  ),
  loop: graphOf(
    [{ id: 'each', type: 'loop', config: { maxIterations: 100 } }, node('a'), node('b'), node('c')],
    [
      ['start', 'each'],
      ['each', 'a', 'body'],
      ['a', 'b'],
      ['b', 'c'],
      ['c', 'each'],
    ],
  ),
  fan: graphOf(
    [...branches.map((id) => node(id)), node('join')],
    branches.flatMap((id): readonly Edge[] => [
      ['start', id],
      [id, 'join'],
    ]),
  ),
  stream: graphOf([node('model', { tokens: 200 })], [['start', 'model']]),
};
