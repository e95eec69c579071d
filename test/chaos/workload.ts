/** A graph of which it is known what it gives, whatever happens while it runs. */
export interface Work {
  readonly graph: object;
  readonly output: unknown;
}

const start = { id: 'start', type: 'start' };
const edge = (source: string, target: string, sourcePort = 'out') => ({ source, sourcePort, target });
const retry = { maxAttempts: 1 };

const speak = (id: string, words: number, paceMs: number) => {
  const text = Array.from({ length: words }, (_, index) => `${id}${index}`).join(' ');
  const prompt = JSON.stringify([{ do: 'text', text, paceMs }]);
  return {
    text,
    node: { id, type: 'model', retry, config: { provider: 'offline', model: 'scripted', prompt } },
  };
};

/** A loop of model calls that counts its turns. */
function talkInTurns(turns: number): Work {
  const { node } = speak('say', 5, 4);
  return {
    graph: {
      variables: { turns: 0 },
      nodes: [
        start,
        { id: 'each', type: 'loop', config: { maxIterations: turns } },
        node,
        { id: 'count', type: 'variable', config: { operation: 'increment', name: 'turns', value: 1 } },
      ],
      edges: [
        edge('start', 'each'),
        edge('each', 'say', 'body'),
        edge('say', 'count'),
        edge('count', 'each'),
      ],
      outputs: { turns: 'vars.turns' },
      limits: { maxSteps: 1_000_000 },
    },
    output: { turns },
  };
}

/** Branches side by side, each of which appends to one list, several times over. */
function branchOut(rounds: number): Work {
  const branches = ['a', 'b', 'c'].map((id) => speak(id, 3, 10).node);
  const notes = branches.map(({ id }) => ({
    id: `note_${id}`,
    type: 'variable',
    config: { operation: 'append', name: 'seen', value: id },
  }));
  return {
    graph: {
      variables: { seen: [] },
      nodes: [
        start,
        { id: 'each', type: 'loop', config: { maxIterations: rounds } },
        ...branches,
        ...notes,
        { id: 'join', type: 'transform', config: { outputs: { n: 'size(vars.seen)' } } },
      ],
      edges: [
        edge('start', 'each'),
        ...branches.flatMap(({ id }) => [
          edge('each', id, 'body'),
          edge(id, `note_${id}`),
          edge(`note_${id}`, 'join'),
        ]),
        edge('join', 'each'),
      ],
      outputs: { seen: 'size(vars.seen)' },
      limits: { maxSteps: 1_000_000 },
    },
    output: { seen: rounds * 3 },
  };
}

/** Short waits, each a timer. */
function waitOften(times: number): Work {
  return {
    graph: {
      nodes: [
        start,
        { id: 'each', type: 'loop', config: { maxIterations: times } },
        { id: 'pause', type: 'delay', config: { type: 'fixed', durationMs: 25 } },
      ],
      edges: [edge('start', 'each'), edge('each', 'pause', 'body'), edge('pause', 'each')],
      outputs: { exhausted: 'loop.each.exhausted' },
      limits: { maxSteps: 1_000_000 },
    },
    output: { exhausted: true },
  };
}

/** A map in a sub-workflow: every item says something, and counts in the variables that all items share. */
function askEach(items: number): Work {
  const { node, text } = speak('say', 4, 8);
  const count = { id: 'count', type: 'variable', config: { operation: 'increment', name: 'asked' } };
  const each = {
    id: 'each',
    type: 'map',
    config: {
      items: JSON.stringify(Array.from({ length: items }, (_, index) => index)),
      concurrency: 2,
      graph: {
        nodes: [start, node, count],
        edges: [edge('start', 'say'), edge('say', 'count')],
        outputs: { said: 'nodes.say.output.text' },
      },
    },
  };
  const inside = {
    variables: { asked: 0 },
    nodes: [start, each],
    edges: [edge('start', 'each')],
    outputs: { asked: 'vars.asked', all: `nodes.each.output.results.all(one, one.said == '${text}')` },
  };
  return {
    graph: {
      nodes: [start, { id: 'sub', type: 'subworkflow', config: { graph: inside } }],
      edges: [edge('start', 'sub')],
      outputs: { sub: 'nodes.sub.output' },
      limits: { maxSteps: 1_000_000 },
    },
    output: { sub: { asked: items, all: true } },
  };
}

/** So many different executions that they last over about this many kills. */
export function workload(count: number, kills: number): readonly Work[] {
  const kinds = [talkInTurns, askEach, branchOut, waitOften];
  return Array.from({ length: count }, (_, index) => {
    const make = kinds[index % kinds.length] ?? talkInTurns;
    return make(4 * kills + index);
  });
}
